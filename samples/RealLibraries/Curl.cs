// libcurl: options of any type behind dots, a callback that takes what arrives, a local file and a server in this process.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FfiIsolation.Samples.RealLibraries;

internal static class Curl
{
    // Of curl.h: 10,000 and more are options of objects, 20,000 and more of functions.
    private const int Ok = 0, CannotReadFile = 37, Everything = 3, OptionUrl = 10_002, OptionNoProxy = 10_177, OptionTimeoutSeconds = 13, OptionWriteFunction = 20_011, InfoResponseCode = 0x200002;

    public static void Run(NativeHost host, string folder)
    {
        string path = Path.Combine(folder, "greeting.txt");
        File.WriteAllText(path, "from a file");

        using (NativeSession session = host.OpenSession())
        {
            ICurl curl = ICurl.On(session);
            Step.Is("global init", Ok, curl.GlobalInit(Everything));
            using NativeHandle easy = curl.New()!;              // curl_easy_cleanup
            Step.Is("a file", "from a file", Get(session, curl, easy, $"file://{path}"));
            Step.Is("a file that is not there", CannotReadFile, Fetch(session, curl, easy, "file:///no/such/file", new MemoryStream()));
            Step.Print("in words", curl.Describe(CannotReadFile));

            using var server = new Server("from a server");
            Step.Is("a server", "from a server", Get(session, curl, easy, server.Url));
            NativeBuffer<long> code = NativeBuffer.Out<long>();
            Accept(curl, curl.GetInfo(easy, InfoResponseCode, code));
            Step.Is("its status", 200L, code.Value);

            Step.Crashes("a number where the option takes a text", () => curl.Set(easy, OptionUrl, 42));
        }

        using NativeSession next = host.OpenSession();
        ICurl another = ICurl.On(next);
        using NativeHandle fresh = another.New()!;
        Step.Is("and the next", "from a file", Get(next, another, fresh, $"file://{path}"));
    }

    private static string Get(NativeSession session, ICurl curl, NativeHandle easy, string url)
    {
        using var received = new MemoryStream();
        int status = Fetch(session, curl, easy, url, received);
        Step.Require(status == Ok, $"{url}: {curl.Describe(status)}");
        return Encoding.UTF8.GetString(received.ToArray());
    }

    private static int Fetch(NativeSession session, ICurl curl, NativeHandle easy, string url, MemoryStream received)
    {
        using NativeCallback write = NativeCallback.Of((NativePointer data, nuint size, nuint count, NativePointer state) =>
        {
            byte[] bytes = new byte[size * count];
            session.Read<byte>(data, bytes);
            received.Write(bytes);
            return (nuint)bytes.Length;                         // less would end the transfer
        }).As("size_t write(char *data, size_t size, size_t count, void *state)"); // behind dots, nothing else says its type
        Accept(curl, curl.Set(easy, OptionUrl, url));
        Accept(curl, curl.Set(easy, OptionNoProxy, "*"));
        Accept(curl, curl.Set(easy, OptionTimeoutSeconds, 10));
        Accept(curl, curl.Set(easy, OptionWriteFunction, write));
        return curl.Perform(easy);
    }

    private static void Accept(ICurl curl, int status) => Step.Require(status == Ok, curl.Describe(status));

    /// <summary>Answers one request, in this process.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _answered;

        public Server(string content)
        {
            _listener.Start();
            _answered = AnswerAsync(content);
        }

        public string Url => $"http://{_listener.LocalEndpoint}/";

        public void Dispose()
        {
            _listener.Stop();
            _answered.Wait(TimeSpan.FromSeconds(10));
        }

        private async Task AnswerAsync(string content)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream());
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                    // the request and its headers, up to an empty line
                }

                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n{content}"));
            }
            catch (SocketException)
            {
                // Nobody came before the listener was stopped.
            }
        }
    }
}

[NativeLibrary("curl")]
public partial interface ICurl
{
    [NativeFunction("int curl_global_init(long flags)")]
    int GlobalInit(long flags);

    [NativeFunction("CURL *curl_easy_init(void) __attribute__((malloc(curl_easy_cleanup)))")]
    NativeHandle? New();

    [NativeFunction("int curl_easy_setopt(CURL *curl, int option, ...)")]
    int Set(NativeHandle curl, int option, string value);

    [NativeFunction("int curl_easy_setopt(CURL *curl, int option, ...)")]
    int Set(NativeHandle curl, int option, long value);

    [NativeFunction("int curl_easy_setopt(CURL *curl, int option, ...)")]
    int Set(NativeHandle curl, int option, NativeCallback value);

    [NativeFunction("int curl_easy_perform(CURL *curl)")]
    int Perform(NativeHandle curl);

    [NativeFunction("int curl_easy_getinfo(CURL *curl, int info, ...)")]
    int GetInfo(NativeHandle curl, int info, NativeBuffer<long> value);

    [NativeFunction("const char *curl_easy_strerror(int status)")]
    string Describe(int status);
}
