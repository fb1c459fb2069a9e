// The examples of the empty page.
import { thirtyDayLog } from "./log";

export interface Example {
  title: string;
  /** What it is, in a line of prose. */
  about: string;
  /** What fills the box, made when it is needed. */
  text: () => string;
}

const TRACE = `* Connected to intranet (10.20.0.15) port 80
> GET / HTTP/1.1
> Host: intranet
> User-Agent: curl/8.5.0
> Accept: */*
>
< HTTP/1.1 401 Access Denied
< Server: Microsoft-IIS/5.0
< Date: Mon, 20 Mar 2000 09:14:07 GMT
< WWW-Authenticate: NTLM
< Connection: close
< Content-Type: text/html
< Content-Length: 3245
<
* Closing connection
`;

const SETTING = `C:\\Inetpub\\AdminScripts>cscript adsutil.vbs get w3svc/NTAuthenticationProviders
Microsoft (R) Windows Script Host Version 5.1 for Windows
Copyright (C) Microsoft Corporation 1996-1999. All rights reserved.

NTAuthenticationProviders       : (STRING) "NTLM"
`;

export const examples: readonly Example[] = [
  {
    title: "A 401 from IIS 5.0",
    about: "`curl -v` against a server that was upgraded",
    text: () => TRACE,
  },
  {
    title: "A setting",
    about: "what `adsutil.vbs get` prints",
    text: () => SETTING,
  },
  {
    title: "Three months of a log",
    about: "IIS 5.0, refused every 30 days",
    text: thirtyDayLog,
  },
];
