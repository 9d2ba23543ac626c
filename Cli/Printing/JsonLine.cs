using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FfiIsolation.Cli.Printing;

/// <summary>Writes JSON on one line.</summary>
internal static class JsonLine
{
    // For programs and people alike: text in its own letters. Nothing of it goes into HTML.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
