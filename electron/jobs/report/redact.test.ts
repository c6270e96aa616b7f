import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redacted, redactorFor } from "./redact.ts";

const person = { user: "mariana", home: "/home/mariana", host: "db-server-07" };
const redact = redactorFor(person);

describe("a report has no", () => {
  it.each([
    ["PASSWORD = 'S3cr3t; x'", "S3cr3t"],
    ["MEDIAPASSWORD=N'it''s S3cr3t', INIT", "S3cr3t"],
    ['{"pwd": "S3cr3t"}', "S3cr3t"],
    ["Server=x;Password=S3cr3t;Database=y", "S3cr3t"],
    ["https://anyone:S3cr3t@example.org/path", "S3cr3t"],
    ["secret: S3cr3t", "S3cr3t"],
    ["access_token=S3cr3t&x=1", "S3cr3t"],
    ["api-key = S3cr3t", "S3cr3t"],
    ["/home/mariana/backups/base.bak", "mariana"],
    ["/home/otheruser/backups/base.bak", "otheruser"],
    ["/Users/otheruser/base.bak", "otheruser"],
    ["C:\\Users\\otheruser\\base.bak", "otheruser"],
    ["owned by Mariana", "Mariana"],
    ["Login failed for user 'finance_dba'.", "finance_dba"],
    ["the connection of DB-SERVER-07 broke", "DB-SERVER-07"],
    ["write to ops@example.org", "ops@example.org"],
    ["10.20.30.40 did not answer", "10.20.30.40"],
    ["no route to 10.20.30.40.", "10.20.30.40"],
    ["connect ECONNREFUSED 2001:db8:85a3::8a2e:370:7334:1433", "2001:db8"],
    ["no route to [fe80::1ff:fe23:4567:890a%eth0]:1433.", "fe80"],
    ["2001:0db8:0000:0000:0000:ff00:0042:8329", "ff00:0042"],
    ["::ffff:10.20.30.40 did not answer", "10.20.30.40"],
    ["card 00:1A:2b:3c:4d:5e", "4d:5e"],
    ["card 00-1A-2b-3c-4d-5e", "4d-5e"],
    ["https://anyone:S3/cr@3t@example.org/path", "cr@3t"],
    ["https://S3cr3t@example.org/path", "S3cr3t"],
    ["Server=tcp:db7,1433;User ID=finance_dba;Pwd=S3cr3t", "finance_dba"],
    ["Data Source=db7;UID='finance dba';Password=\"S3 cr3t\"", "finance dba"],
    ["DefaultEndpointsProtocol=https;AccountKey=S3cr3t==;x", "S3cr3t"],
    ["BlobEndpoint=https://x/?sv=1&sig=S3cr3t&se=2", "S3cr3t"],
    ["Authorization: Bearer S3cr3tS3cr3t", "S3cr3t"],
    ["AWS_SECRET_ACCESS_KEY=S3cr3t", "S3cr3t"],
    ["HANDOFF_SQL_PASSWORD=S3cr3t", "S3cr3t"],
    ["\\\\files\\Users\\otheruser\\base.bak", "otheruser"],
    ["otheruser@db7 was refused", "otheruser"],
  ])("%s", (text, planted) => {
    expect(redact(text)).not.toContain(planted);
  });
});

describe("what a support engineer needs stays", () => {
  it.each([
    "/srv/backup/base-1.bak.partial",
    'Write to "{D8B53140-0D36-4694-B9DF-212C01754B5E}-2" failed: 112.',
    "BACKUP DATABASE [base] TO VIRTUAL_DEVICE = N'{D8B53140}'",
    "Microsoft SQL Server 16.0.4105.2",
    "127.0.0.1:1433",
    "[::1]:1433",
    "SQLVDI: Loc=SVDS::Open. Desc=Open(Control).",
    "2026-11-30T12:30:45.000Z",
    "\\\\files\\backup\\base.bak",
    "--fault media-full@65536",
    "DECLARE @name nvarchar(10) = N'x'",
    "marianas are not mariana2",
  ])("%s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("and paths keep what lies below the home", () => {
    expect(redact("/home/mariana/b/base.bak")).toBe("~/b/base.bak");
    expect(redact("C:\\Users\\otheruser\\base.bak")).toBe("C:\\Users\\(user)\\base.bak");
    expect(redact("/home/mariana2/base.bak")).toBe("/home/(user)/base.bak");
  });

  it("and names that are no person's", () => {
    const root = redactorFor({ user: "root", home: "/root", host: "localhost" });
    expect(root("root of /root/x on localhost")).toBe("root of ~/x on localhost");
  });
});

it("who logs in to a server is nobody's business, where he does is", () => {
  const session = {
    login: { host: "db7", port: 1433, login: { kind: "ntlm", user: "mm", domain: "D" } },
  };
  expect(redacted(session, redact)).toEqual({
    login: { host: "db7", port: 1433, login: { kind: "ntlm", user: "(user)", domain: "(user)" } },
  });
});

it("what a key calls a secret goes whole, at any depth, and a secret anywhere in any text", () => {
  const secret = fc.stringMatching(/^[A-Z][a-z0-9]{9,16}$/);
  const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 });
  fc.assert(
    fc.property(secret, words, words, (planted, before, after) => {
      const text = [...before, `password='${planted}'`, ...after].join(" ");
      const report = { a: [{ text, password: planted, deep: { authToken: planted } }], n: 1 };
      const clean = redacted(report, redact);
      expect(JSON.stringify(clean)).not.toContain(planted);
      expect(clean.n).toBe(1);
      for (const word of before) expect(clean.a[0]?.text).toContain(word);
    }),
  );
});
