import { describe, expect, it } from "vitest";
import type { SavedServer } from "../../electron/contract/server-saved.ts";
import {
  emptyServerForm,
  fieldsOf,
  formOf,
  formProblems,
  loginKinds,
  savedServerOf,
  secretChangeOf,
  type ServerForm,
} from "./server-form.ts";

const id = "7d9a8a52-6f0b-4a5c-9e0e-0f4c2b1d3e5f";
const serverOf = (form: ServerForm, platform = "linux"): SavedServer | null =>
  savedServerOf(form, id, platform);
const filled = { ...emptyServerForm, server: "sql01,1435", user: "ana", secret: "hunter-2" };

describe("the form for a server", () => {
  it("asks for what is missing, in the order of its fields", () => {
    expect(formProblems(emptyServerForm, false)).toEqual(["server", "user", "secret"]);
    expect(formProblems({ ...filled, kind: "entraService", secret: "" }, false)).toEqual([
      "clientId",
      "tenant",
      "secret",
    ]);
    expect(formProblems({ ...filled, secret: "" }, true)).toEqual([]);
    expect(formProblems({ ...filled, server: "a,b,c" }, false)).toEqual(["server"]);
  });

  it("gives a login, and the same form back without its password", () => {
    const kinds = loginKinds.map((kind) => {
      const asked = fieldsOf(kind);
      const form = {
        ...filled,
        kind,
        user: asked.user ? "ana" : "",
        domain: asked.domain ? "NORTH" : "",
        clientId: asked.clientId === null ? "" : "client",
        tenant: asked.tenant === null ? "" : "tenant",
        name: "Sales",
        certificateFile: "/etc/ca.pem",
      };
      const login = serverOf(form);
      expect(login, kind).not.toBeNull();
      expect(JSON.stringify(login)).not.toContain(form.secret);
      expect(formOf(login!, true)).toEqual({ ...form, secret: "" });
      return login?.login.kind;
    });
    expect(kinds).toEqual([...loginKinds]);
  });

  it("takes instance, port and this machine as people write them", () => {
    const of = (server: string): unknown => {
      const login = serverOf({ ...filled, server });
      return login === null ? null : [login.host, login.instance, login.port];
    };
    expect(of(String.raw`SQLPROD02\LEDGER`)).toEqual(["SQLPROD02", "LEDGER", null]);
    expect(of("tcp:10.0.0.5,1435")).toEqual(["10.0.0.5", null, 1_435]);
    expect(of("(local)")).toEqual(["localhost", null, null]);
    expect(of("")).toBeNull();
  });

  it("checks no certificate where nothing is encrypted or everything is trusted", () => {
    const certificateFile = "/etc/ca.pem";
    const off = serverOf({ ...filled, encryption: "off", isTrusted: true, certificateFile });
    expect(off).toMatchObject({ isTrusted: false, certificateFile: null });
    const trusted = serverOf({ ...filled, isTrusted: true, certificateFile });
    expect(trusted).toMatchObject({ isTrusted: true, certificateFile: null });
  });

  it("names the instance to the client library only where that has instances", () => {
    const form = { ...filled, server: String.raw`SQLPROD02\LEDGER` };
    expect(serverOf(form)?.vdi.instance).toBeNull();
    expect(serverOf(form, "win32")?.vdi.instance).toBe("LEDGER");
  });

  it("leaves a password alone that nobody typed anew", () => {
    expect(secretChangeOf({ ...filled, secret: "" })).toEqual({ kind: "keep" });
    expect(secretChangeOf({ ...filled, isKept: false })).toEqual({
      kind: "set",
      secret: "hunter-2",
      where: "session",
    });
  });
});
