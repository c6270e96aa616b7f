/**
 * One client's connection: PRELOGIN, encryption, LOGIN7, then request after request until somebody leaves.
 *
 * A request runs at a time; attention and the end of the connection abort it. What a client sends that is not TDS ends its
 * connection and nothing else.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import {
  parametersOf,
  runBatch,
  type BatchOutput,
  type Conducts,
  type Variable,
} from "../engine/batch.ts";
import type { ServerState } from "../engine/server-state.ts";
import type { Session } from "../engine/sessions.ts";
import { textOf } from "../tsql/types.ts";
import { failure, SqlError, type ServerMessage } from "../tsql/values.ts";
import { ByteReader } from "./byte-reader.ts";
import type { Certificate } from "./certificate.ts";
import { checkLogin, sayWelcome, type LoginSecret } from "./login.ts";
import { readLogin7 } from "./login7.ts";
import { packetOf, PacketReader, type Message } from "./packets.ts";
import { chosenEncryption, preloginAnswer, readEncryption } from "./prelogin.ts";
import {
  encryption,
  headerBytes,
  packetBytesDefault,
  packetType,
  ProtocolError,
  tdsLimits,
} from "./protocol.ts";
import { Response } from "./response.ts";
import { strictTls, wrappedTls } from "./tls-transport.ts";
import { readRpc } from "./value-reader.ts";

export interface ConnectionOptions {
  readonly state: ServerState;
  readonly logins: readonly LoginSecret[];
  readonly conducts: Conducts;
  readonly certificate: () => Certificate;
}

/** First byte of a TLS record with a handshake: TDS 8.0. */
const tlsHandshake = 0x16;
/** 596: what the victim of KILL is told. */
const killed: ServerMessage = {
  number: 596,
  severity: 21,
  state: 1,
  text: "The session is being killed and cannot go on.",
};

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #reader = new PacketReader();
  readonly #loginTimer: NodeJS.Timeout;
  #stream: Duplex;
  #feed: (bytes: Buffer) => void;
  #session: Session | null = null;
  #response: Response | null = null;
  #packetBytes = packetBytesDefault;
  #isEncrypted = false;
  #hasPrelogin = false;
  #isKilled = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#socket = socket;
    this.#stream = socket;
    this.#feed = (bytes) => this.#first(bytes);
    this.#loginTimer = setTimeout(() => socket.destroy(), tdsLimits.loginMsMax);
    socket.setNoDelay(true);
    socket.on("data", this.#onData);
    // A reset by the client says the same as its close, which follows.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#onClose());
  }

  /** Ends the connection; what runs is aborted. */
  destroy(): void {
    this.#socket.destroy();
  }

  readonly #onData = (bytes: Buffer): void => {
    try {
      this.#feed(bytes);
    } catch (error) {
      this.#refuse(error);
    }
  };

  #onClose(): void {
    clearTimeout(this.#loginTimer);
    if (this.#session !== null) {
      this.#options.state.sessions.close(this.#session);
    }
  }

  /** Ends the connection of somebody who does not speak TDS. @throws what is a bug */
  #refuse(error: unknown): void {
    this.#socket.destroy();
    if (!(error instanceof ProtocolError)) {
      throw error;
    }
    const text = `A connection from ${this.#socket.remoteAddress ?? "?"} was ended: ${error.message}`;
    this.#options.state.log({
      number: 17836,
      severity: 20,
      state: 1,
      text,
      device: -1,
      isTold: false,
    });
  }

  #first(bytes: Buffer): void {
    if (bytes[0] === tlsHandshake) {
      this.#socket.off("data", this.#onData);
      this.#socket.pause();
      this.#socket.unshift(bytes);
      this.#useEncrypted(strictTls(this.#socket, this.#options.certificate()));
      return;
    }
    this.#feed = (plain) => this.#plain(plain);
    this.#feed(bytes);
  }

  #useEncrypted(stream: Duplex): void {
    this.#isEncrypted = true;
    this.#stream = stream;
    stream.on("data", (plain: Buffer) => {
      try {
        this.#plain(plain);
      } catch (error) {
        this.#refuse(error);
      }
    });
    stream.on("error", () => this.#socket.destroy());
  }

  #plain(bytes: Buffer): void {
    const bytesMax = (): number =>
      this.#session === null ? tdsLimits.loginBytesMax : tdsLimits.messageBytesMax;
    for (const message of this.#reader.read(bytes, bytesMax)) {
      this.#message(message);
    }
  }

  #message(message: Message): void {
    if (this.#session === null) {
      this.#beforeLogin(message);
    } else if (message.type === packetType.attention) {
      this.#attention(this.#session);
    } else if (this.#response !== null) {
      throw new ProtocolError("A request came while another one was running.");
    } else {
      this.#request(message, this.#session);
    }
  }

  // ---- the way in ----------------------------------------------------------------------------------------

  #beforeLogin({ type, payload }: Message): void {
    if (type === packetType.prelogin && !this.#hasPrelogin) {
      this.#prelogin(payload);
    } else if (type === packetType.login7) {
      this.#login(payload);
    } else {
      throw new ProtocolError(`A message of type ${type} came before the login.`);
    }
  }

  #prelogin(payload: Buffer): void {
    this.#hasPrelogin = true;
    // Under TDS 8.0 everything is encrypted already.
    const chosen = this.#isEncrypted
      ? encryption.notSupported
      : chosenEncryption(readEncryption(payload));
    this.#send(preloginAnswer(chosen), true);
    if (chosen === encryption.on) {
      const { stream, feed } = wrappedTls(this.#socket, this.#options.certificate());
      this.#feed = feed;
      this.#useEncrypted(stream);
    }
  }

  #login(payload: Buffer): void {
    const { state, logins } = this.#options;
    const login7 = readLogin7(payload);
    const result = checkLogin(login7, logins, state);
    const response = this.#newResponse(false);
    if (result.kind === "refused") {
      for (const error of result.errors) {
        response.message(error, 1);
        state.log({ ...error, device: -1, isTold: true });
      }
      response.done({ isSelect: false, rowCount: null, isError: true });
      response.end(0);
      this.#stream.end();
      return;
    }
    clearTimeout(this.#loginTimer);
    const { login, database } = result;
    const client = {
      host: login7.host,
      program: login7.program,
      processId: login7.processId,
      address: this.#socket.remoteAddress ?? "",
      isEncrypted: this.#isEncrypted,
    };
    this.#session = state.sessions.open({ login, database, client, end: () => this.#kill() });
    sayWelcome(response, result);
    response.end(0);
    this.#packetBytes = result.packetBytes;
  }

  // ---- requests ------------------------------------------------------------------------------------------

  #newResponse(isProcedure: boolean): Response {
    const { serverName } = this.#options.state;
    let packetId = 0;
    return new Response({
      serverName,
      isProcedure,
      send: (bytes, isLast) => {
        const lastId = this.#send(bytes, isLast, packetId);
        packetId = isLast ? 0 : lastId;
      },
    });
  }

  /** @returns the id of the last packet */
  #send(bytes: Buffer, isLast: boolean, lastId = 0): number {
    const size = this.#packetBytes - headerBytes;
    const sessionId = this.#session?.id ?? 0;
    let id = lastId;
    let at = 0;
    do {
      const part = bytes.subarray(at, at + size);
      at += size;
      id += 1;
      const ends = isLast && at >= bytes.length;
      this.#stream.write(packetOf(packetType.result, part, { isLast: ends, id, sessionId }));
    } while (at < bytes.length);
    return id;
  }

  #attention(session: Session): void {
    if (this.#response === null) {
      this.#newResponse(false).acknowledge();
      return;
    }
    this.#response.silence();
    session.cancel();
  }

  #kill(): void {
    this.#isKilled = true;
    if (this.#response === null) {
      this.#socket.destroy();
    }
  }

  #request({ type, payload }: Message, session: Session): void {
    const reader = new ByteReader(payload);
    const isProcedure = type === packetType.rpc;
    if (
      ![packetType.batch, packetType.rpc, packetType.transactionManager].some(
        (known) => known === type,
      )
    ) {
      throw new ProtocolError(`A message of type ${type} is no request.`);
    }
    skipHeaders(reader);
    const response = this.#newResponse(isProcedure);
    const run =
      type === packetType.batch
        ? this.#batch(reader.text(Math.floor(reader.left / 2)), session, response)
        : isProcedure
          ? this.#procedure(reader, session, response)
          : this.#sayError(
              failure(1844, "Transactions of the protocol are not run here."),
              response,
            );
    this.#response = response;
    // Reading goes on meanwhile: only attention may come.
    void run
      .then((isWell) => this.#finish(response, isWell))
      .catch((error: unknown) => {
        this.#socket.destroy();
        throw error;
      });
  }

  async #finish(response: Response, isWell: boolean): Promise<void> {
    if (this.#isKilled) {
      response.message(killed, 1);
      response.done({ isSelect: false, rowCount: null, isError: true });
    }
    response.end(isWell ? 0 : 1);
    this.#response = null;
    if (this.#isKilled) {
      this.#stream.end();
    } else if (this.#stream.writableLength > tdsLimits.waitingBytesMax) {
      // A client that does not read its answer is not asked for its next question.
      this.#socket.pause();
      await new Promise((resolve) => this.#stream.once("drain", resolve));
      this.#socket.resume();
    }
  }

  #batch(
    sql: string,
    session: Session,
    response: Response,
    parameters?: ReadonlyMap<string, Variable>,
  ): Promise<boolean> {
    const { state, conducts } = this.#options;
    return runBatch(sql, { state, session, conducts, output: outputOf(response) }, parameters);
  }

  #procedure(reader: ByteReader, session: Session, response: Response): Promise<boolean> {
    const { procedure, parameters } = readRpc(reader);
    const [sql, definitions, ...values] = parameters;
    try {
      if (procedure !== "sp_executesql") {
        throw failure(2812, `There is no stored procedure '${procedure}'.`, 62);
      }
      const variables = parametersOf(textOf(definitions?.value ?? null) ?? "", values);
      return this.#batch(textOf(sql?.value ?? null) ?? "", session, response, variables);
    } catch (error) {
      return this.#sayError(error, response);
    }
  }

  #sayError(error: unknown, response: Response): Promise<boolean> {
    if (!(error instanceof SqlError)) {
      throw error;
    }
    response.message(error.toMessage(), 1);
    response.done({ isSelect: false, rowCount: null, isError: true });
    return Promise.resolve(false);
  }
}

/** ALL_HEADERS: transaction and notification, which this server does not need. */
function skipHeaders(reader: ByteReader): void {
  const bytes = reader.uint32();
  if (bytes < 4) {
    throw new ProtocolError(`The headers of a request have ${bytes} bytes.`);
  }
  reader.bytes(bytes - 4);
}

function outputOf(response: Response): BatchOutput {
  return {
    resultSet: (result) => response.resultSet(result),
    message: (message, line) => response.message(message, line),
    done: (end) => response.done(end),
    databaseChanged: (from, to) => response.environment("database", to, from),
  };
}
