using System.Text;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A scenario file of the <c>ffi</c> command.</summary>
internal sealed class ScenarioDecoder : Decoder
{
    public override string Name => "scenario";

    public override string Runs => "ScenarioReader, CallLineReader, ExpectationReader, SettingReader of Cli";

    public override IReadOnlyList<byte[]> Samples { get; } = [.. Find().Select(File.ReadAllBytes), Text("title: A\ncall m \"double cos(double x)\" 0\nexpect 1\n")];

    public override IReadOnlyList<byte[]> Words { get; } = [.. ScenarioReader.Keywords.Select(word => Text("\n" + word + " ")), Text("\""), Text("'"), Text("="), Text("\\"), Text("99999999999s"), Text("expect crash"), Text("struct"), Text("in:"), Text("out:4"), Text("hex:"), Text("\0")];

    public override bool Decode(byte[] input)
    {
        try
        {
            Look(ScenarioReader.Read("scenario.ffi", Encoding.UTF8.GetString(input)).Steps.Length);
            return true;
        }
        catch (ScenarioException refused)
        {
            Look(refused.Message);
            return false;
        }
    }

    private static IEnumerable<string> Find()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "demos");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length < 8192).Take(8) : [];
    }
}
