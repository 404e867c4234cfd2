// A stand-in for Meta's JavaScript SDK, as far as Embedded Signup needs it: FB.init, FB.login with a configuration, and
// calls that do nothing for what else pages usually touch. Not imitated: other logins, FB.api, plugins, cookies.
(() => {
  const { origin } = new URL(document.currentScript.src);
  const pollMs = 200;
  let settings = null;
  let serial = 0;

  function checkCallback(callback) {
    if (callback === undefined) return;
    // Meta's own check of types: an async function is not a function to it.
    const kind = Object.prototype.toString.call(callback).slice(8, -1).toLowerCase();
    if (kind !== "function") throw new Error(`Expression is of type ${kind}, not function`);
  }

  function dialogAddress(options, state) {
    const address = new URL(`/${settings.version}/dialog/oauth`, origin);
    address.searchParams.set("client_id", settings.appId);
    address.searchParams.set("display", "popup");
    address.searchParams.set("origin", location.origin);
    address.searchParams.set("state", state);
    for (const [name, value] of Object.entries(options)) {
      address.searchParams.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
    return address.href;
  }

  function login(callback, options = {}) {
    checkCallback(callback);
    if (!settings) {
      console.error("FB.login() called before FB.init().");
      return;
    }
    serial += 1;
    const state = `${Date.now()}-${serial}`;
    // No "noopener": the popup posts to the page behind it.
    const popup = window.open(dialogAddress(options, state), `fb-login-${serial}`, "popup,width=640,height=820");
    let done = false;
    const finish = (response) => {
      if (done) return;
      done = true;
      clearInterval(watch);
      window.removeEventListener("message", listen);
      callback?.(response);
    };
    const listen = (event) => {
      if (event.origin !== origin || event.source !== popup) return;
      if (event.data?.type === "sandbox_sdk_login" && event.data.state === state) finish(event.data.response);
    };
    window.addEventListener("message", listen);
    // A popup that was closed or blocked, or that the page's opener policy has cut off, looks the same from here.
    const watch = setInterval(() => {
      if (popup && !popup.closed) return;
      clearInterval(watch);
      // What the popup posted before it closed may still be on its way here.
      setTimeout(() => finish({ authResponse: null, status: "unknown" }), 2 * pollMs);
    }, pollMs);
  }

  const nothing = () => undefined;
  window.FB = {
    init(given) {
      if (!given?.version) throw new Error("init not called with valid version");
      settings = { appId: given.appId, version: given.version };
    },
    login,
    logout: (callback) => callback?.({ authResponse: null, status: "unknown" }),
    getLoginStatus: (callback) => callback?.({ authResponse: null, status: "unknown" }),
    getAuthResponse: () => null,
    AppEvents: { logEvent: nothing, logPageView: nothing },
    Event: { subscribe: nothing, unsubscribe: nothing },
    XFBML: { parse: nothing },
  };
  if (typeof window.fbAsyncInit === "function") window.fbAsyncInit();
})();
