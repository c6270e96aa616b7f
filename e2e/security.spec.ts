import { expect, test } from "./lib/app.ts";
import { expectHeading } from "./lib/pages.ts";

test("the page has no Node, no generic messaging, and a strict policy", async ({ handoff }) => {
  const { page } = handoff;
  await expectHeading(page, "New job");
  const seen = await page.evaluate(() => {
    const globals = window as unknown as Record<string, unknown>;
    return {
      node: ["require", "process", "module", "Buffer", "global"].filter(
        (name) => globals[name] !== undefined,
      ),
      bridge: Object.keys(globals["handoffBridge"] as object).sort(),
    };
  });
  expect(seen).toEqual({ node: [], bridge: ["pathOf", "port"] });
  const policy = await page.evaluate(async () =>
    (await fetch(location.href)).headers.get("content-security-policy"),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-eval");
  const evalWorks = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const script = document.createElement("script");
        script.textContent = "window.injected = true";
        document.body.append(script);
        setTimeout(() => resolve("injected" in window), 200);
      }),
  );
  expect(evalWorks, "an inline script must not run").toBe(false);
});

test("the window is sandboxed and isolated", async ({ handoff }) => {
  const preferences = await handoff.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
  expect(preferences.webSecurity).not.toBe(false);
});

test("the page cannot leave its address, open windows, read the disk or get permissions", async ({
  handoff,
}) => {
  const { app, page } = handoff;
  const before = page.url();
  await page.evaluate(() => {
    window.open("https://example.org/");
    location.href = "https://example.org/";
  });
  await page.waitForTimeout(500);
  expect(page.url()).toBe(before);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const outside = await page.evaluate(async () => {
    const addresses = [
      "handoff://page/..%2f..%2fpackage.json",
      "handoff://page/../main.cjs",
      "file:///etc/passwd",
      "handoff://other/index.html",
    ];
    const results = await Promise.allSettled(
      addresses.map(async (address) => (await fetch(address)).status),
    );
    return results.map((result) => (result.status === "fulfilled" ? result.value : "refused"));
  });
  expect(outside.every((status) => status === 404 || status === "refused")).toBe(true);
  expect(
    await page.evaluate(
      async () => (await navigator.permissions.query({ name: "geolocation" })).state,
    ),
  ).toBe("denied");
});

// A page that we did not make and a second request of the same page must both be told nothing.
test("a foreign sender and a second asker get no port", async ({ handoff }) => {
  const { app, page } = handoff;
  await expectHeading(page, "New job");
  const ports = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let count = 0;
        window.addEventListener("message", (event) => (count += event.ports.length));
        (window as unknown as { handoffBridge: { port(nonce: string): void } }).handoffBridge.port(
          "again",
        );
        setTimeout(() => resolve(count), 500);
      }),
  );
  expect(ports, "one port for each load").toBe(0);
  const foreign = await app.evaluate(async ({ BrowserWindow, app: electron }) => {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { preload: `${electron.getAppPath()}/dist/preload.cjs`, sandbox: true },
    });
    await window.loadURL("handoff://page/index.html");
    const count = (await window.webContents.executeJavaScript(
      `new Promise((resolve) => {
        let count = 0;
        addEventListener("message", (event) => (count += event.ports.length));
        handoffBridge.port("foreign");
        setTimeout(() => resolve(count), 800);
      })`,
    )) as number;
    window.destroy();
    return count;
  });
  expect(foreign, "a window that was not made by the app").toBe(0);
});
