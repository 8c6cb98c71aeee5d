// What the JavaScript samples share: asking the upload functions, and keeping a credential alive.
// Runs in Node (20 and later) and in browsers, without dependencies.

/** Passing trouble: the same request may work in a moment. */
const PASSING = new Set([429, 503, 504])
const ATTEMPTS = 5

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** An answer other than 200: `code` for programs, `message` for people, `requestId` for the log. */
export class Refused extends Error {
  /** @param {Response} answer @param {{Code?: string, Message?: string}} body */
  constructor(answer, body) {
    super(body.Message ?? answer.statusText)
    this.name = 'Refused'
    this.status = answer.status
    this.code = body.Code ?? ''
    this.requestId = answer.headers.get('X-Request-Id') ?? ''
  }
}

/**
 * The answer to `/upload/video` and `/upload/video/refresh`; images have an ImageId in place of the
 * VideoId, attached media a MediaId.
 * @typedef {{VideoId: string, UploadAddress: string, UploadAuth: string, Expiration: string,
 *   ServerTime: string, Ticket?: string}} VideoGrant
 */

export class UploadFunctions {
  #server
  #headers

  /**
   * @param {string} server where the routes are, without a slash at the end
   * @param {Record<string, string>} headers who is asking. `X-Api-Key` belongs into programs of your
   *   own alone; a page or an app sends what your own back end knows its users by.
   */
  constructor(server, headers = {}) {
    this.#server = server
    this.#headers = headers
  }

  /**
   * @param {string} method @param {string} path @param {object} [body]
   * @param {string} [ticket] that of the upload; a back end of your own that keeps it needs none
   * @returns {Promise<any>}
   */
  async call(method, path, body, ticket) {
    for (let attempt = 1; ; attempt++) {
      let seconds = Math.min(0.5 * 2 ** attempt, 20)
      try {
        const answer = await fetch(this.#server + path, {
          method,
          headers: {
            'Content-Type': 'application/json',
            ...this.#headers,
            ...(ticket && { 'X-Upload-Ticket': ticket }),
          },
          body: body && JSON.stringify(body),
          signal: AbortSignal.timeout(35_000),
        })
        if (answer.ok) return await answer.json()
        const refused = new Refused(answer, await answer.json().catch(() => ({})))
        if (!PASSING.has(answer.status)) throw refused
        if (attempt === ATTEMPTS) throw refused
        seconds = Math.max(seconds, Number(answer.headers.get('Retry-After') ?? 0))
      } catch (error) {
        if (error instanceof Refused || attempt === ATTEMPTS) throw error
      }
      // Many clients that failed together must not come back together.
      await pause(1000 * seconds * (0.5 + Math.random() / 2))
    }
  }

  /**
   * A grant for a new video. However often it is repeated inside, one video comes of it.
   * @param {{FileName: string, Title: string, [field: string]: unknown}} fields
   * @returns {Promise<VideoGrant>}
   */
  async createVideo(fields) {
    const ReferenceId = crypto.randomUUID()
    try {
      return await this.call('POST', '/upload/video', { ReferenceId, ...fields })
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error
      // The first attempt did arrive, and its answer was lost.
      return await this.call('POST', '/upload/video/refresh', { ReferenceId })
    }
  }

  /** @param {string} videoId @returns {Promise<VideoGrant>} */
  async refreshVideo(videoId) {
    return await this.call('POST', '/upload/video/refresh', { VideoId: videoId })
  }

  /**
   * How far an upload is. The functions know an image or an attached medium by its ticket alone.
   * @param {'video' | 'image' | 'attached-media'} kind @param {string} id @param {string} [ticket]
   */
  async uploadStatus(kind, id, ticket) {
    return await this.call('GET', `/upload/${kind}/${id}`, undefined, ticket)
  }

  /**
   * Gives an upload up. With its ticket it may be repeated. 409: the file has arrived and stays.
   * @param {'video' | 'image' | 'attached-media'} kind @param {string} id @param {string} [ticket]
   */
  async cancelUpload(kind, id, ticket) {
    return await this.call('DELETE', `/upload/${kind}/${id}`, undefined, ticket)
  }

  /**
   * Polls, ever less often, until VOD has the file (`Uploaded`) or nothing more happens (`Final`).
   * @param {string} videoId @param {'Uploaded' | 'Final'} until
   */
  async waitForVideo(videoId, until = 'Uploaded', patienceSeconds = 120) {
    const end = performance.now() + patienceSeconds * 1000
    for (let seconds = 1; ; seconds = Math.min(seconds * 1.5, 15)) {
      const status = await this.uploadStatus('video', videoId)
      if (status[until]) return status
      if (performance.now() + seconds * 1000 > end) {
        throw new Error(`${videoId} is ${status.Status} after ${patienceSeconds} seconds`)
      }
      await pause(seconds * 1000)
    }
  }
}

/** The upload credential of one video, renewed before it dies. One renewal serves all who wait. */
export class VideoCredential {
  #functions
  #videoId
  #margin
  /** @type {any} */ #keys
  #diesAt = 0
  #nextAttempt = 0
  /** @type {Promise<void> | undefined} */ #renewal

  /** @param {UploadFunctions} functions @param {VideoGrant} grant */
  constructor(functions, grant, marginSeconds = 300) {
    this.#functions = functions
    this.#videoId = grant.VideoId
    this.#margin = marginSeconds * 1000
    this.#take(grant)
  }

  /** AccessKeyId, AccessKeySecret, SecurityToken, as they are now. */
  async current() {
    const now = performance.now()
    if (now > this.#diesAt - this.#margin && now >= this.#nextAttempt) {
      this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined))
      await this.#renewal
    }
    return this.#keys
  }

  /** Says that OSS refused these keys as expired: the next `current()` renews them. */
  expired() {
    this.#diesAt = 0
    this.#nextAttempt = 0
  }

  async #renew() {
    try {
      this.#take(await this.#functions.refreshVideo(this.#videoId))
    } catch (error) {
      // The old keys are good until they die: go on with them and ask again later.
      if (performance.now() >= this.#diesAt) throw error
      this.#nextAttempt = performance.now() + 15_000
    }
  }

  /** @param {VideoGrant} grant */
  #take(grant) {
    this.#keys = decoded(grant.UploadAuth)
    // Both moments are the server's, so a wrong clock on this machine does not matter.
    const life = Date.parse(grant.Expiration) - Date.parse(grant.ServerTime)
    this.#diesAt = performance.now() + life
  }
}

/**
 * UploadAddress and UploadAuth are JSON in base64.
 * @param {string} blob
 */
export function decoded(blob) {
  const bytes = Uint8Array.from(atob(blob), (character) => character.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes))
}

/**
 * By how many seconds this machine's clock is wrong. OSS refuses signatures that are 15 minutes off.
 * @param {VideoGrant} grant
 */
export function clockErrorSeconds(grant) {
  return (Date.now() - Date.parse(grant.ServerTime)) / 1000
}
