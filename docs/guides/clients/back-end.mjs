// A back end of your own in front of the upload functions. Pages and apps talk to it; it holds the
// API key, knows your users, and lets nobody touch somebody else's upload. Needs Node alone:
//
//     SESSIONS=s3cret-of-ann=ann,s3cret-of-bob=bob node back-end.mjs
//
// Reads UPLOAD_SERVER, UPLOAD_API_KEY, SESSIONS and PORT (0: a free one).

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

const SERVER = process.env.UPLOAD_SERVER ?? 'http://127.0.0.1:7080'
const API_KEY = process.env.UPLOAD_API_KEY ?? 'LocalApiKey1'
const LARGEST_BODY = 64 * 1024

// What users may say. The rest is yours: templates, storage, and UserData, which can name the URL
// that VOD calls.
const FIELDS = new Set([
  'FileName', 'FileSize', 'Title', 'Description', 'Tags', 'VideoId', 'ReferenceId',
  'ImageType', 'ImageExt', 'OriginalFileName', 'BusinessType', 'MediaExt',
])

// Your own sign-in stands here. What a request shows must not be guessable.
const sessions = new Map()
for (const pair of (process.env.SESSIONS ?? '').split(',')) {
  const [session, user] = pair.split('=')
  if (session && user) sessions.set(session, user)
}
// A table of your data base stands here: by VideoId, ImageId or MediaId, whose the upload is, and its
// ticket. All that call with API keys are one owner to the functions; who is who is known here alone.
/** @type {Map<string, {user: string, ticket?: string}>} */
const uploads = new Map()

class Refusal extends Error {
  constructor(status, code, message) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The user of a request: from `Authorization: Bearer SESSION` (apps) or the cookie (pages). */
function userOf(request) {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')
  const cookie = /(?:^|;\s*)session=([^;]+)/.exec(request.headers.cookie ?? '')
  const user = sessions.get((bearer ?? cookie)?.[1])
  if (!user) throw new Refusal(401, 'SignInFirst', 'Sign in first.')
  return user
}

async function bodyOf(request) {
  // A form of another site can send a cookie, but not this type.
  if (request.headers['content-type']?.split(';')[0].trim() !== 'application/json') {
    throw new Refusal(415, 'UnsupportedMediaType', 'Send application/json.')
  }
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > LARGEST_BODY) throw new Refusal(413, 'RequestEntityTooLarge', 'The body is too large.')
  }
  let body
  try {
    body = JSON.parse(text)
  } catch {
    // The refusal below says it.
  }
  if (!body || typeof body !== 'object' || Array.isArray(body)) {
    throw new Refusal(400, 'MalformedJson', 'The body is not a JSON object.')
  }
  const unknown = Object.keys(body).find((name) => !FIELDS.has(name))
  if (unknown !== undefined) throw new Refusal(400, 'UnknownParameter', `${unknown} is not taken here.`)
  return body
}

/** A client's ReferenceId inside the user's own name space, so that nobody can name another's. */
function referenceOf(user, reference) {
  return createHash('sha256').update(`${user}\n${reference}`).digest('hex')
}

/** The ticket of the user's own upload: without it no image and no attached medium can be asked for. */
function ticketOf(user, id) {
  const upload = uploads.get(id)
  // The same answer as for an id that does not exist.
  if (upload?.user !== user) throw new Refusal(404, 'NoSuchResource', 'There is no such upload.')
  return upload.ticket
}

async function forward(method, path, { body, ticket } = {}) {
  return await fetch(SERVER + path, {
    method,
    headers: {
      'Content-Type': 'application/json',
      'X-Api-Key': API_KEY,
      ...(ticket && { 'X-Upload-Ticket': ticket }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })
}

// GET /sts/token is left out on purpose: a token makes any number of uploads, for anybody.
async function answer(request) {
  const user = userOf(request)
  const route = `${request.method} ${new URL(request.url, 'http://host').pathname}`
  if (/^POST \/upload\/(video|image|attached-media)$/.test(route)) {
    const body = await bodyOf(request)
    const reference = body.ReferenceId
    if (reference !== undefined) body.ReferenceId = referenceOf(user, reference)
    return { back: await forward('POST', route.slice(5), { body }), user }
  }
  if (route === 'POST /upload/video/refresh') {
    const { VideoId, ReferenceId } = await bodyOf(request)
    if (ReferenceId !== undefined) {
      const body = { ReferenceId: referenceOf(user, ReferenceId) }
      return { back: await forward('POST', '/upload/video/refresh', { body }), user }
    }
    const ticket = ticketOf(user, VideoId)
    return { back: await forward('POST', '/upload/video/refresh', { body: { VideoId }, ticket }) }
  }
  const upload = /^(GET|DELETE) (\/upload\/(?:video|image|attached-media)\/([0-9A-Za-z_-]+))$/.exec(route)
  if (upload) {
    const [, method, path, id] = upload
    return { back: await forward(method, path, { ticket: ticketOf(user, id) }) }
  }
  throw new Refusal(404, 'NoSuchRoute', 'There is no such route.')
}

const server = createServer(async (request, response) => {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  try {
    const { back, user } = await answer(request)
    const text = await back.text()
    if (back.ok && user) {
      const { VideoId, ImageId, MediaId, Ticket } = JSON.parse(text)
      uploads.set(VideoId ?? ImageId ?? MediaId, { user, ticket: Ticket })
    }
    for (const name of ['Retry-After', 'X-Request-Id']) {
      if (back.headers.has(name)) headers[name] = back.headers.get(name)
    }
    // A refused key is this back end's own fault, and nothing that its users could mend.
    if (back.status === 401) throw new Error('the upload functions refuse the API key')
    response.writeHead(back.status, headers).end(text)
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(502, 'BadGateway', 'Try again later.')
    if (refusal !== error) console.error(error)
    const body = JSON.stringify({ Code: refusal.code, Message: refusal.message })
    response.writeHead(refusal.status, headers).end(body)
  }
})
server.listen(Number(process.env.PORT ?? 7090), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`Ready on http://127.0.0.1:${port}`)
})
