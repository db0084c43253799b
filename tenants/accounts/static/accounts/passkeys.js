// Binds the buttons marked data-passkey to django-allauth's WebAuthn functions, which want ids.
(function () {
  "use strict";
  const ceremonies = { login: "loginForm", authenticate: "authenticateForm", add: "addForm" };

  function bind(button) {
    const { passkey, credential, passwordless, options } = button.dataset;
    const ids = { [passkey]: button.id, credential, passwordless, data: options };
    window.allauth.webauthn.forms[ceremonies[passkey]]({ ids });
  }

  function say(event) {
    const note = document.querySelector("[data-passkey-failed]");
    if (!note) return;
    event.preventDefault();
    note.hidden = false;
    note.focus();
  }

  document.addEventListener("allauth.error", say);
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-passkey]").forEach(bind);
  });
})();
