import { expect, it } from "vitest";
import { accountsOf } from "./server-accounts.ts";

const passwd = "root:x:0:0::/root:/bin/sh\nmssql:x:990:991::/var/opt/mssql:/bin/sh\n";
const group = "root:x:0:\nmssql:x:991:ana\nana:x:1000:mssql,otto\n";
const ana = { user: "ana", gid: 1000, groups: [1000, 991] };

it("both ways are open: this user in the server's group, the server in this user's", () => {
  expect(accountsOf(passwd, group, ana)).toEqual({
    user: "ana",
    group: "ana",
    hasServerGroup: true,
    isInServerGroup: true,
    isServerInGroup: true,
  });
});

it("what stands in the file counts only when it is in force in this process", () => {
  expect(accountsOf(passwd, group, { ...ana, groups: [1000] }).isInServerGroup).toBe(false);
});

it("the server is in nobody's group, or its own default group is this one", () => {
  const alone = group.replace(":mssql,otto", ":otto");
  expect(accountsOf(passwd, alone, ana).isServerInGroup).toBe(false);
  expect(accountsOf(passwd, alone, { ...ana, gid: 991 }).isServerInGroup).toBe(true);
});

it("runs as the server's account; or there is no SQL Server at all", () => {
  const own = accountsOf(passwd, group, { user: "mssql", gid: 991, groups: [] });
  expect([own.isInServerGroup, own.isServerInGroup]).toEqual([true, true]);
  const none = accountsOf("", "root:x:0:\n", { user: "ana", gid: 77, groups: [] });
  expect(none).toMatchObject({ hasServerGroup: false, group: "77", isInServerGroup: false });
});
