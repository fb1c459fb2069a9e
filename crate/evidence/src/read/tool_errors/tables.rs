//! The lines of each tool. Order matters: the first pattern that fits is taken, and the first tool.

mod libraries;

use super::Tool;
use crate::capture::Format;
use crate::read::pattern::Glance;

const fn format(id: &'static str, label: &'static str) -> Format {
    Format { id, label, unit: "error" }
}

const CURL: Format = format("curl-error", "error of curl");
const GIT: Format = format("git-error", "error of git or gh");
const NPM: Format = format("npm-error", "error of npm, pnpm or yarn");
const PIP: Format = format("pip-error", "error of pip or twine");
const CARGO: Format = format("cargo-error", "error of cargo");
const MAVEN: Format = format("maven-error", "error of Maven or Gradle");
const NUGET: Format = format("nuget-error", "error of NuGet");
const DOCKER: Format =
    format("docker-error", "error of Docker, Helm or a like client of registries");
const COMPOSER: Format = format("composer-error", "error of composer");
const KUBECTL: Format = format("kubectl-error", "error of kubectl");
const SVN: Format = format("svn-error", "error of Subversion");
const CLOUD: Format = format("cloud-error", "error of the clients of AWS, Azure or Google Cloud");
const CONSOLE: Format = format("browser-console", "line of a browser's console");
const GSSAPI: Format = format("gssapi-error", "error of GSSAPI in a client");
const POWERSHELL: Format = format("powershell-error", "error of PowerShell");
const WINRM: Format = format("winrm-error", "error of WinRM or Ansible");
const PYTHON: Format = format("python-error", "exception of a Python HTTP client");
const NODE: Format = format("node-error", "error of a Node.js HTTP client");
const JAVA: Format = format("java-error", "exception of a Java HTTP client");
const DOTNET: Format = format("dotnet-error", "exception of .NET");
const JWT: Format = format("jwt-error", "error of a library for JWTs");
const SSPI: Format = format("sspi-error", "error of SSPI");
const APT: Format = format("apt-error", "error of apt");
const ACME: Format = format("acme-error", "error of an ACME client");

pub(super) const FORMATS: [&Format; 24] = [
    &CURL,
    &GIT,
    &NPM,
    &PIP,
    &CARGO,
    &MAVEN,
    &NUGET,
    &DOCKER,
    &COMPOSER,
    &KUBECTL,
    &SVN,
    &CLOUD,
    &CONSOLE,
    &GSSAPI,
    &WINRM,
    &POWERSHELL,
    &PYTHON,
    &NODE,
    &JAVA,
    &DOTNET,
    &SSPI,
    &JWT,
    &APT,
    &ACME,
];

/// A tool whose lines stand alone.
const fn lines(
    format: &'static Format,
    words: &'static [&'static str],
    first: &'static [&'static str],
) -> Tool {
    Tool { format, words, first, more: &[], joins: false, loose: false }
}

/// A tool whose lines belong together.
const fn joined(
    format: &'static Format,
    words: &'static [&'static str],
    first: &'static [&'static str],
    more: &'static [&'static str],
) -> Tool {
    Tool { format, words, first, more, joins: true, loose: false }
}

/// A tool whose lines belong together, also deeper ones and some after a blank line.
const fn loose(
    format: &'static Format,
    words: &'static [&'static str],
    first: &'static [&'static str],
    more: &'static [&'static str],
) -> Tool {
    Tool { format, words, first, more, joins: true, loose: true }
}

/// Every tool, in the order in which they are asked.
pub(super) fn tools() -> impl Iterator<Item = &'static Tool> {
    COMMANDS.iter().chain(&libraries::LIBRARIES)
}

/// The tools of which a word may stand in a line, a bit each in their order.
pub(super) static GLANCE: Glance = {
    let mut glance = Glance::NONE;
    let mut nth = 0;
    while nth < COMMANDS.len() + libraries::LIBRARIES.len() {
        let words = if nth < COMMANDS.len() {
            COMMANDS[nth].words
        } else {
            libraries::LIBRARIES[nth - COMMANDS.len()].words
        };
        glance = glance.with(nth, words);
        nth += 1;
    }
    glance
};

const COMMANDS: [Tool; 14] = [
    lines(
        &CURL,
        &["curl: (", "curl: option", "URL error 5", "url error 5", "url error (5", "[56] Failure"],
        &[
            "program=curl;;curl: ({code#}) {_}returned error: {status#}{_}",
            "program=curl;code=tunnel failed;;curl: ({code#}) Received HTTP code {status#} from proxy{_}",
            "program=curl;code=tunnel failed;;curl: ({code#}) CONNECT tunnel failed, response {status#}",
            "program=curl;;curl: ({code#}) {text}",
            "program=curl;code=libcurl lacks it;;curl: option {_}negotiate: the installed libcurl version {_}",
            "program=curl;code=libcurl lacks it;;curl: option {_}ntlm: the installed libcurl version {_}",
            // What is built on libcurl: Composer, Guzzle, dnf, cargo.
            "code=tunnel failed;;{_}Received HTTP code {status#} from proxy{_}",
            "code=tunnel failed;;{_}CONNECT tunnel failed, response {status#}{_}",
        ],
    ),
    joined(
        &GIT,
        &[
            "fatal: ",
            "remote: ",
            "error: ",
            "gh: ",
            "gh auth login",
            "SAML enforcement",
            "batch response: Auth",
            "TF401019",
            "Permission denied (publickey",
            "HTTP 40",
        ],
        &[
            "code=Authentication failed;;fatal: Authentication failed for '{url}'{_}",
            "code=Authentication failed;;fatal: Authentication failed{_}",
            "code=could not read Username;;fatal: could not read Username for '{url}': {text}",
            "code=could not read Password;;fatal: could not read Password for '{url}': {text}",
            "code=HTTP Basic: Access denied;;remote: HTTP Basic: Access denied{_}",
            "code=Password authentication is not supported;;remote: Invalid username or token. Password authentication is not supported{_}",
            "code=Invalid username or password;;remote: Invalid username or {_}",
            "code=Authentication failed;;batch response: Auth{_}",
            "code=Invalid credentials;;remote: Invalid credentials{_}",
            "code=Support for password authentication was removed;;remote: Support for password authentication was removed{_}",
            "code=Password authentication is not supported;;remote: Password authentication is not supported{_}",
            "code=Duplicate header;status=400;;remote: Duplicate header: {text}",
            "code=Write access to repository not granted;status=403;;remote: Write access to repository not granted{_}",
            "code=Permission denied;status=403;;remote: Permission to {text} denied to {user}.",
            "code=Repository not found;;remote: Repository not found{_}",
            "code=Unauthorized;;remote: Unauthorized{_}",
            "code=Access denied;;remote: {_}access denied{_}",
            "code=SAML SSO;;remote: {_}SAML SSO{_}",
            "code=SAML SSO;;{_}protected by organization SAML enforcement{_}",
            "code=Repository not found;;fatal: repository '{url}' not found",
            "fatal: unable to access '{url}': The requested URL returned error: {status#}",
            "code=tunnel failed;;fatal: unable to access '{url}': Received HTTP code {status#} from proxy{_}",
            "code=tunnel failed;;fatal: unable to access '{url}': CONNECT tunnel failed, response {status#}",
            "fatal: unable to access '{url}': {text}",
            "error: RPC failed; HTTP {status#} {_}",
            "{_}TF{_}: {_}user '{user}' is not authorized{_}",
            "code=TF401019;;{_}TF401019: {text}",
            "code=Permission denied (publickey);;{_}Permission denied (publickey{_}",
            "code=gh auth login;;{_}please run: gh auth login{_}",
            "code=gh auth login;;Try authenticating with: gh auth login{_}",
            "program=gh;;gh: {text} (HTTP {status#})",
            "program=gh;;HTTP {status#}: {text} (https{_}",
        ],
        &[
            "remote:",
            "remote: {_}",
            "fatal: {_}",
            "error: {_}",
            "Please make sure you have the correct access rights",
            "and the repository exists.",
        ],
    ),
    loose(
        &NPM,
        &[
            "npm ",
            "ERR_PNPM",
            "YN00",
            "yarn",
            "Request failed",
            "with status code 401.",
            "to publish packages",
        ],
        &[
            "{_}npm error code {code}",
            "{_}npm ERR! code {code}",
            "status=401;;npm http fetch {_.} 401 {url.} {_}",
            "code=PUT 404;;{_}npm error 404 Not Found - PUT {url.} - {_}",
            "code=PUT 404;;{_}npm ERR! 404 Not Found - PUT {url.} - {_}",
            "code=E403;status=403;;{_}npm error 403 403 Forbidden - {_.} {url.} - {text}",
            "code=E401;status=401;;{_}npm error 401 {_.} - {_.} {url.} - {text}",
            "{_}npm error {status#} {_.} - {_.} {url.} - {text}",
            "{_}npm ERR! {status#} {_.} - {_.} {url.} - {text}",
            "code=ENEEDAUTH;;{_}npm {_} code ENEEDAUTH{_}",
            "code=E401;status=401;;verbose {_} Request \"{url}\" finished with status code 401.",
            "code=E401;status=401;;{_}ERR_PNPM_FETCH_401 {_.} {url.}: {_}",
            "code=E403;status=403;;{_}ERR_PNPM_FETCH_403 {_.} {url.}: {_}",
            "{_}ERR_PNPM_{_} {_.} {url.}: {text} - {status#}",
            "{_}ERR_PNPM_FETCH_{status#} {_}",
            "error {_}occurred: \"{url}: Request failed \\\"{status#} {text}\\\"{_}",
            "code=no token sent;;{_}YN0041:{_}Invalid authentication (as an anonymous user){_}",
            "code=E401;;{_}YN0035:{_}Response Code: 401{_}",
            "code=E403;;{_}YN0035:{_}Response Code: 403{_}",
            "code=ENEEDAUTH;;{_}You must be logged in to publish packages{_}",
            "code=E401;;{_}YN0041:{_}Invalid authentication ({text})",
            "code=no token sent;;{_}YN0033:{_}No authentication configured for request{_}",
        ],
        &[
            "code=ISA Server or TMG;;{_}npm {_} 407 {_} requires authorization to fulfill{_}",
            "{_}npm error{_}",
            "{_}npm ERR!{_}",
            "npm notice{_}",
            "code=no token sent;;{_}No authorization header was set for the request.",
            "{_}This error happened while installing {_}",
        ],
    ),
    joined(
        &PIP,
        &[
            "ERROR: ",
            "HTTPError: 40",
            "WARNING: 40",
            "HTTP Error 403: Invalid",
            "HTTP status client error",
            "User for ",
            "Looking in index",
        ],
        &[
            "WARNING: {status#} Error, Credentials not correct for {url.}",
            "{_}ERROR: HTTP error {status#} while getting {url.}{_}",
            "{_}ERROR: {_}HTTPError: {status#} Client Error: {text} for url: {url.}",
            "code=No matching distribution found;;ERROR: No matching distribution found for {text}",
            "code=No matching distribution found;;ERROR: Could not find a version that satisfies the requirement {text}",
            "code=Failed to parse;;ERROR: {_}: Failed to parse: {url.}",
            "{_}HTTP Error {status#}: Invalid or non-existent authentication information{_}",
            "{_}HTTP status client error ({status#} {_}) for url ({_}/simple/{_}",
            "{_}HTTPError: {status#} {_} Invalid or non-existent authentication information{_}",
            "ERROR: HTTPError: {status#} {text} from {url.}",
            "{_}HTTPError: {status#} {text} from {url.}",
            "Looking in indexes: {url.}{_}",
        ],
        &["Invalid or non-existent authentication information{_}", "ERROR: {_}"],
    ),
    Tool {
        format: &CARGO,
        words: &[
            "error: failed to ",
            "authenticated registries",
            "failed to authenticate",
            "token found",
        ],
        first: &[
            "error: failed to publish to registry at {url.}{_}",
            "error: failed to get {_} as a dependency of {_}",
            "error: failed to {_}registry{_}",
            "error: failed to authenticate{_}",
            "code=no token found;;error: no token found for `{text}`{_}",
            "code=no token found;;error: no token found, please run `cargo login{_}",
        ],
        more: &[
            "Caused by:",
            "code=no token found;;no token found for `{text}`{_}",
            "code=credential-provider;;authenticated registries require a credential-provider{_}",
            "the remote server responded with an error (status {status#} {_}): {text}",
            "{_}status code {status#}{_}",
            "{_}failed to get successful HTTP response from `{url}`{_}, got {status#}",
            "{_}CONNECT tunnel failed, response {status#}{_}",
            "{_}failed to authenticate when downloading repository: {url.}{_}",
            "code=no authentication methods succeeded;;{_}no authentication methods succeeded{_}",
        ],
        joins: true,
        loose: true,
    },
    joined(
        &MAVEN,
        &[
            "[ERROR]",
            "from server: ",
            ", status: 4",
            "status code: 4",
            "Return code is: 4",
            "Transfer failed",
            "status code is: 4",
            "Nexus connection",
        ],
        &[
            "{_}authentication failed for {url}, status: {status#} {text} ->{_}",
            "{_}authentication failed for {url}, status: {status#} {text}",
            "{_}authorization failed for {url}, status: {status#} {text} ->{_}",
            "{_}authorization failed for {url}, status: {status#} {text}",
            "{_}status code: {status#}, reason phrase: {text} ({_}",
            "{_}Return code is: {status#}, ReasonPhrase: {text}. ->{_}",
            "{_}Return code is: {status#}, ReasonPhrase: {text}.",
            "{_}Transfer failed for {url.} {status#} {text} ->{_}",
            "{_}Transfer failed for {url.} {status#} {text}",
            "{_} to {url}: Failed to transfer file: {_}status code is: {status#}{_}",
            "{_}Nexus connection problem to URL [{url}]: {status#} - {text} ->{_}",
            "{_}Could not GET '{url}'. Received status code {status#} from server: {text}",
            "{_}Could not HEAD '{url}'. Received status code {status#} from server: {text}",
            "{_}Could not PUT '{url}'. Received status code {status#} from server: {text}",
            "code=Username must not be null;;{_}Username must not be null!{_}",
        ],
        &["[ERROR]", "[ERROR] {_}"],
    ),
    joined(
        &NUGET,
        &[
            "info :",
            "error: ",
            "NU1301",
            "Unable to load the service index",
            "Response status code",
        ],
        &[
            "info : Unauthorized {url.} {_}",
            "info : Forbidden {url.} {_}",
            "code=Unable to load the service index;;{_}Unable to load the service index for source {url.}.",
            "code=Unable to load the service index;;{_}Unable to load the service index for source {url.}",
            "code=Unable to load the service index;;{_}Unable to load the service index for source {url.} [{_}",
            "{_}error{_}: Response status code does not indicate success: {status#} ({text}).",
            "{_}error{_}: Response status code does not indicate success: {status#} ({text}). [{_}",
            "{_}nuget command failed {_}(Response status code does not indicate success: {status#} ({text}).{_}",
            "warn : No API Key was provided{_}",
        ],
        &[
            "info : {_}",
            "{_}Response status code does not indicate success: {status#} ({text}).",
            "{_}Response status code does not indicate success: {status#} ({text}). [{_}",
        ],
    ),
    joined(
        &DOCKER,
        &[
            "Error response from daemon",
            "unauthorized",
            "authenticate with registry",
            "pull access denied",
            "unexpected status from",
            "1 Unauthorized",
            "1: Unauthorized",
            "denied: ",
            "no basic auth credentials",
            "oauth token",
            "anonymous token",
            "auth token",
            "status code from registry",
            "error getting credentials",
            "error storing credentials",
            "authentication required",
            "Error saving credentials",
            "Proxy Authentication Required",
            " bad response ",
            "resolve specifiers",
            ": invalid port ",
        ],
        &[
            "code=unauthorized;status=401;;Error response from daemon: {_}{url.}: unauthorized: {text}",
            "code=denied;status=401;;{_}unauthorized to access repository: {text}",
            "code=denied;status=401;;{_}access to the requested resource is not authorized{_}",
            "code=login attempt failed;status=401;;Error response from daemon: Get {_}/v2/\": denied: {_}",
            "code=denied;;{_}Failed to authenticate with registry {_}",
            "code=login attempt failed;status=401;;{_}User cannot be authenticated with the token{_}",
            "code=unauthorized;status=401;;unauthorized: {text}",
            "code=unauthorized;status=401;;{_}: unauthorized: {text}",
            "code=no basic auth credentials;;{_}no basic auth credentials{_}",
            "code=denied;;{_}denied: requested access to the resource is denied{_}",
            "code=denied;;denied: {text}",
            "code=denied;;{_}: denied: {text}",
            "code=failed to fetch oauth token;;{_}invalid status code from registry {status#} ({text}){_}",
            "code=error getting credentials;;{_}error getting credentials - err: {text}",
            "code=error getting credentials;;{_}error storing credentials - err: {text}",
            "code=denied;;{_}/manifests/{_}: denied",
            "code=denied;status=401;;{_}/manifests/{_}: unauthorized",
            "code=failed to fetch oauth token;;{_}failed to fetch {_} token: unexpected status from {_} request to {url.}: {status#} {text}",
            "code=failed to fetch oauth token;;{_}failed to fetch {_} token: unexpected status: {status#} {text}",
            "code=unauthorized;status=401;;{_}unable to retrieve auth token: invalid username/password: unauthorized{_}",
            "code=denied;;{_}from HEAD request to {url.} 401 Unauthorized{_}",
            "code=denied;;{_}unexpected status{_}: {status#} Unauthorized{_}",
            "code=denied;status=401;;{_}\"http{_}\": response status code 401: Unauthorized{_}",
            "code=denied;status=401;;{_}failed with status code [{_}]: 401 Unauthorized{_}",
            "code=unauthorized;status=401;;{_}error from registry: unauthorized{_}",
            "code=pull access denied;;{_}pull access denied for {text}",
            "code=pull access denied;;{_}pull access denied, repository does not exist{_}",
            "code=denied;;{_}unexpected status from {_} request to {url.}: 403 Forbidden{_}",
            "status=407;;{_}proxyconnect tcp: {text}",
            "status=407;;{_}Unable to download data from {url.} - bad response Proxy Authentication Required{_}",
            "status=407;;{_}Get {_.}: Proxy Authentication Required{_}",
            "status=407;;{_}Head {_.}: Proxy Authentication Required{_}",
            "code=specifiers in the proxy address;;{_}Failed to resolve specifiers, ignoring: {_}proxy={_}",
            "code=invalid port in the proxy address;;{_}Get {_.}: parse {_}: invalid port {_} after host",
            "code=token server not reached;;Error response from daemon: Get {_}/v2/\": Get \"{url}\": {text}",
            "code=token server not reached;;Error response from daemon: Get {_}/v2/: Get {url.}: {text}",
            "code=login attempt failed;;Error response from daemon: login attempt to {url.} failed with status: {status#} {text}",
        ],
        &["unauthorized"],
    ),
    joined(
        &COMPOSER,
        &["authentication (HTTP ", "Invalid credentials", "Could not authenticate against"],
        &[
            "The '{url}' URL required authentication (HTTP {status#}).",
            "Invalid credentials (HTTP {status#}) for '{url}', aborting.",
            "status=401;;Invalid credentials for '{url}', aborting.",
            "code=Could not authenticate;;Could not authenticate against {text}",
        ],
        &["You must be using the interactive console to authenticate"],
    ),
    lines(
        &KUBECTL,
        &[
            "logged in to the server",
            "Error from server",
            "provide credentials",
            "getting credentials: ",
            "is forbidden: User",
            "group list: Unauthorized",
        ],
        &[
            "code=Unauthorized;status=401;;{_}API group list: Unauthorized{_}",
            "code=Unauthorized;status=401;;error: You must be logged in to the server{_}",
            "code=Unauthorized;status=401;;Error from server (Unauthorized): {text}",
            "code=Forbidden;status=403;;{_}Error from server (Forbidden): {_} User \"{user}\" {_}",
            "code=Forbidden;status=403;;{_}Error from server (Forbidden): {text}",
            "code=Forbidden;status=403;;{_} is forbidden: User \"{user}\" cannot {_}",
            "code=Unauthorized;status=401;;{_}the server has asked for the client to provide credentials{_}",
            "Unable to connect to the server: getting credentials: {text}",
        ],
    ),
    joined(
        &SVN,
        &["svn: E"],
        &["svn: {code.}: {_}URL '{url}'", "svn: {code.}: {_}to '{url}'{_}", "svn: {code.}: {text}"],
        &["svn: {code.}: {text}", "Authentication failed"],
    ),
    joined(
        &CLOUD,
        &[
            "An error occurred (",
            "api error ",
            "; Error Code: ",
            "S3 error",
            "AADSTS",
            "ERROR: (",
            "az login",
            "gcloud auth",
            "locate credentials",
            "botocore.exc",
            "ResponseError",
            "Signature expired: ",
            "Only one auth mechanism",
            "SignatureDoesNotMatch",
            "AWS4-HMAC-SHA256.",
        ],
        &[
            "{_}An error occurred ({code}) when calling the {_} operation{_}: {text}",
            "{_}error StatusCode: {status#}, {_}api error {code}: {text}",
            "{_}api error {code}: {text}",
            "{_}(Service: {program}; Status Code: {status#}; Error Code: {code}; {_}",
            "{_}S3 error: {status#} ({code}): {text}",
            "code=Unable to locate credentials;;{_}Unable to locate credentials{_}",
            "{_}botocore.exceptions.{code.}: {text}",
            "program=gcloud;;ERROR: (gcloud.{_}) ResponseError: {_}code={status#}{_} message={text}",
            "program=gcloud;;ERROR: (gcloud.{_}) {text}",
            "program=az;;ERROR: ({code}) {text}",
            "program=az;;ERROR: AADSTS{_}: {text}",
            "{_}AADSTS{_}",
            "code=RequestTimeTooSkewed;;{_}Signature expired: {_} is now earlier than {_}",
            "code=Only one auth mechanism allowed;;{_}Only one auth mechanism allowed{_}",
            "code=Please use AWS4-HMAC-SHA256;;{_}Please use AWS4-HMAC-SHA256.{_}",
            "code=SignatureDoesNotMatch;;SignatureDoesNotMatch{_}",
            "code=az login;;{_}run{_} az login{_}",
            "code=gcloud auth login;;{_}run:{_} gcloud auth login{_}",
        ],
        &["Code: {code}", "Message: {text}"],
    ),
    lines(
        &APT,
        &[" [IP: "],
        &[
            "status=407;;{_}407 Proxy Authentication Required [IP: {_}",
            "status=407;;{_}Invalid response from proxy: HTTP/{_.} 407 {_} [IP: {_}",
            "status=401;;{_}401 Unauthorized [IP: {_}",
        ],
    ),
    lines(
        &ACME,
        &["/acme-challenge/"],
        &[
            "code=ACME challenge;;{_}Invalid response from {url.} [{_.}]: {status#}{_}",
            "code=ACME challenge;;{_}Invalid response from {url.}: {status#}{_}",
        ],
    ),
];
