// A request as a program in six languages. The words of the request are data in each: escaped, never spliced.

export const LANGUAGES: Record<string, string> = {
  shell: 'Shell',
  java: 'Java',
  python: 'Python',
  csharp: 'C#',
  javascript: 'JavaScript',
  swift: 'Swift',
};

// JSON's own escapes are those of all six, but for what each adds.
const quoted = (text: string): string => JSON.stringify(text);
const pretty = (body: object, indent = ''): string => JSON.stringify(body, null, 2).replaceAll('\n', `\n${indent}`);
// In a shell's single quotes nothing is special but their end (POSIX, 2.2.2).
const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
// C# and Java read \uXXXX as JSON writes it; Swift wants braces, and an interpolation to be no such thing.
const swiftQuoted = (text: string): string => quoted(text).replace(/\\u([0-9a-f]{4})/g, '\\u{$1}').replaceAll('\\b', '\\u{8}').replaceAll('\\f', '\\u{c}');
const pythonBody = (body: object): string =>
  pretty(body, '    ').replaceAll(/(: )(true|false)(,?\n)/g, (_, before: string, value: string, after: string) => `${before}${value === 'true' ? 'True' : 'False'}${after}`);

export const SAMPLES: Record<string, (server: string, key: string, body: object) => string> = {
  shell: (server, key, body) => `request_id=$(curl --silent --fail-with-body ${server}/v1/requests \\
  --header ${shellQuoted(`Authorization: Bearer ${key}`)} \\
  --data ${shellQuoted(pretty(body))} | jq --raw-output .request_id)

curl --silent --fail-with-body "${server}/v1/requests/$request_id" \\
  --header ${shellQuoted(`Authorization: Bearer ${key}`)}
`,
  java: (server, key, body) => `import java.net.URI;
import java.net.http.*;

class Ask {
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static String call(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(${quoted(`${server}/v1/requests`)} + path))
            .header("Authorization", ${quoted(`Bearer ${key}`)});
        if (body != null) request.POST(HttpRequest.BodyPublishers.ofString(body));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    public static void main(String[] args) throws Exception {
        var created = call("", ${quoted(JSON.stringify(body))});
        var id = created.replaceAll(".*\\"request_id\\":\\"([^\\"]+)\\".*", "$1");
        System.out.println(call("/" + id, null));
    }
}
`,
  python: (server, key, body) => `import json
from urllib.request import Request, urlopen

SERVER = ${quoted(`${server}/v1/requests`)}
HEADERS = {"Authorization": ${quoted(`Bearer ${key}`)}, "Content-Type": "application/json"}


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(SERVER + path, data, HEADERS)) as answer:
        return json.load(answer)


created = call(
    "",
    ${pythonBody(body)},
)
print(json.dumps(call("/" + created["request_id"]), indent=2))
`,
  csharp: (server, key, body) => `using System.Net.Http.Json;
using System.Text.Json.Nodes;

using var client = new HttpClient();
client.DefaultRequestHeaders.Add("Authorization", ${quoted(`Bearer ${key}`)});

var body = JsonNode.Parse(${quoted(JSON.stringify(body))});
var answer = await client.PostAsJsonAsync(${quoted(`${server}/v1/requests`)}, body);
answer.EnsureSuccessStatusCode();
var created = await answer.Content.ReadFromJsonAsync<JsonObject>();
Console.WriteLine(await client.GetStringAsync(${quoted(`${server}/v1/requests/`)} + created!["request_id"]));
`,
  javascript: (server, key, body) => `const server = ${quoted(`${server}/v1/requests`)};
const headers = { authorization: ${quoted(`Bearer ${key}`)}, 'content-type': 'application/json' };

async function call(path, body) {
  const answer = await fetch(server + path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

const created = await call('', ${pretty(body)});
console.log(await call('/' + created.request_id));
`,
  swift: (server, key, body) => `import Foundation

func call(_ path: String, _ body: String? = nil) async throws -> Data {
    var request = URLRequest(url: URL(string: ${swiftQuoted(`${server}/v1/requests`)} + path)!)
    request.setValue(${swiftQuoted(`Bearer ${key}`)}, forHTTPHeaderField: "Authorization")
    if let body {
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body.utf8)
    }
    return try await URLSession.shared.data(for: request).0
}

struct Created: Decodable { let request_id: String }

let created = try JSONDecoder().decode(Created.self, from: try await call("", ${swiftQuoted(JSON.stringify(body))}))
print(String(decoding: try await call("/" + created.request_id), as: UTF8.self))
`,
};
