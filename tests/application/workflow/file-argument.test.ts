import { InvalidInput, isFileValue, readStartVariables } from '@weft/domain/workflow'
import { checkedInputs, InvalidFileArgument, toFileValues } from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'

const remote = (url: string) => ({ type: 'image', transfer_method: 'remote_url', url })

describe('toFileValues', () => {
  it('makes a value of a file at an address', () => {
    expect(toFileValues([remote('https://e.org/pictures/a.png?size=1')])).toMatchObject([
      {
        dify_model_identity: '__dify__file__',
        type: 'image',
        transfer_method: 'remote_url',
        remote_url: 'https://e.org/pictures/a.png?size=1',
        filename: 'a.png',
        extension: '.png',
      },
    ])
  })

  it('tells the type by the extension where nobody says it', () => {
    const file = { transfer_method: 'remote_url', remote_url: 'http://e.org/talk.mp3' }
    expect(toFileValues([file])).toMatchObject([{ type: 'audio' }])
  })

  it('leaves values as they are', () => {
    const values = toFileValues([remote('https://e.org/a.png')])
    expect(toFileValues(values)).toEqual(values)
  })

  it.each([
    ['no address', { transfer_method: 'remote_url' }, 'Invalid file url'],
    ['an address that is not http', remote('file:///etc/passwd'), 'Invalid file url'],
    ['half an address', remote('https://'), 'Invalid file url'],
    [
      'an upload nobody has',
      { transfer_method: 'local_file', upload_file_id: 'x' },
      'Invalid upload file',
    ],
    ['no way of transfer', { type: 'image' }, 'Invalid transfer method: null'],
    ['no map', 'a.png', 'A file must be an object.'],
  ])('refuses %s', (_what, file, message) => {
    expect(() => toFileValues([file])).toThrow(new InvalidFileArgument(message))
  })
})

describe('checkedInputs', () => {
  const form = readStartVariables([
    { variable: 'picture', type: 'file', label: 'Picture', required: false },
    { variable: 'pictures', type: 'file-list', label: 'Pictures', required: false, max_length: 2 },
    { variable: 'title', type: 'text-input', label: 'Title', required: false },
  ])
  const png = remote('https://e.org/a.png')

  it('makes values of the files in a form', () => {
    const inputs = checkedInputs(form, { picture: png, pictures: [png, png], title: 'T' })
    expect(inputs['title']).toBe('T')
    expect(isFileValue(inputs['picture'])).toBe(true)
    expect(inputs['pictures']).toHaveLength(2)
    expect((inputs['pictures'] as readonly unknown[]).every(isFileValue)).toBe(true)
  })

  it('leaves files that are not given null', () => {
    expect(checkedInputs(form, {})).toEqual({ picture: null, pictures: null, title: null })
  })

  it('refuses what does not fit the form', () => {
    expect(() => checkedInputs(form, { pictures: [png, png, png] })).toThrow(InvalidInput)
    expect(() => checkedInputs(form, { picture: { transfer_method: 'local_file' } })).toThrow(
      InvalidFileArgument,
    )
  })
})
