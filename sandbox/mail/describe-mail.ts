export const describeMail =
  "Imitates a mail server that takes every mail (SMTP without encryption, any user and password) and a mailbox page that " +
  "shows what came. Doesn't deliver anything anywhere, check SPF or DKIM, bounce, or keep mails over a restart.";
