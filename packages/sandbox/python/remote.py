

# In a service that knows nothing but stdout: the answer is the text between two marks nobody else writes by chance.


def serve(request, mark):
    stdout = sys.stdout
    try:
        report = run({**request, 'policy': None})
    except BaseException as error:
        report = describe(error)
    stdout.write(mark + report.decode('utf-8') + mark)
    stdout.flush()
