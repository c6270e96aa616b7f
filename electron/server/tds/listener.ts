/**
 * The TDS endpoint: listens on loopback, and only there.
 */
import { createServer, type AddressInfo, type Server } from "node:net";
import { newCertificate, type Certificate } from "./certificate.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { tdsLimits } from "./protocol.ts";

export const loopback = "127.0.0.1";

export interface Listener {
  readonly port: number;
  /** Ends all connections, aborting what they run, and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts listening.
 *
 * @param port 0: any that is free
 * @param options without a certificate one is made when the first client wants to encrypt
 * @throws the error of the system: EADDRINUSE, EACCES
 */
export async function listen(
  port: number,
  options: Omit<ConnectionOptions, "certificate"> & { readonly certificate?: Certificate },
): Promise<Listener> {
  const connections = new Set<Connection>();
  let made = options.certificate ?? null;
  const certificate = (): Certificate => (made ??= newCertificate(options.state.serverName));
  const server = createServer((socket) => {
    const connection = new Connection(socket, { ...options, certificate });
    connections.add(connection);
    socket.once("close", () => connections.delete(connection));
  });
  server.maxConnections = tdsLimits.connectionsMax;
  await started(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) {
          connection.destroy();
        }
      }),
  };
}

function started(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: loopback, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
