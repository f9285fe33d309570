

# In the sandbox: waits for one request, and writes one answer to a device that is not stdout.


def serve():
    stdout, stderr = sys.stdout, sys.stderr
    ballast = bytearray(1 << 20)
    os.read(0, 1)
    try:
        report = run(take_request())
    except BaseException as error:
        del ballast
        report = describe(error)
    for stream in (stdout, stderr):
        try:
            stream.flush()
        except BaseException:
            pass
    write('/dev/answer', report)


def take_request(loads=json.loads, path='/run/request.json'):
    with open(path, 'rb') as file:
        request = loads(file.read())
    os.unlink(path)
    return request


def analyse(code, policy):
    """Reads the code before anything of it runs. What is found is sealed outside as soon as it is written."""
    scope = {}
    with open('/lib/analysis.py') as file:
        exec(file.read(), scope)
    write('/dev/analysis', json.dumps(scope['analyse'](code, FILE, policy)).encode('ascii'))


def write(device, report):
    descriptor = os.open(device, os.O_WRONLY)
    view = memoryview(report)
    while len(view) > 0:
        view = view[os.write(descriptor, view):]
    os.close(descriptor)


serve()
