using FfiIsolation.Crashes;
using FfiIsolation.Processes;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What a worker writes to its standard output and error, in pieces, and what is read out of its last words.</summary>
internal sealed class OutputDecoder : Decoder
{
    private const int TailBytes = 1024;
    private const int MaxLine = 8192;

    public override string Name => "output";

    public override string Runs => "ProcessOutput, SafeText, AbortMessages";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "one\ntwo\n", "*** stack smashing detected ***: terminated\n", "terminate called after throwing an instance of 'std::runtime_error'\n  what():  no\n", "x: Assertion `y' failed.\n", new string('x', 9000) + "\n\u001b[31mred\u001b[0m");

    public override IReadOnlyList<byte[]> Words { get; } = [[0x0A], [0x1B, 0x5B], [0xFF], [0xC3], [0xF0, 0x9F], [0], Text("pure virtual method called\n"), Text("terminate called"), Text("what():")];

    public override bool Decode(byte[] input)
    {
        int lines = 0;
        var output = new ProcessOutput(TailBytes, (line, _) =>
        {
            lines++;
            if (line.Length > MaxLine)
            {
                throw new InvalidOperationException($"A line of {line.Length} characters was told.");
            }
        });
        int step = 1 + (input.Length > 0 ? input[0] * 5 : 0);
        for (int at = 0; at < input.Length; at += step)
        {
            output.Append(input.AsSpan(at, Math.Min(step, input.Length - at)), isError: at / step % 2 == 0);
        }

        output.Complete();
        string tail = output.ErrorTail;
        Look(AbortMessages.Classify(tail));
        Look(AbortMessages.FromStandardError(tail));
        return !SafeText.Clean(tail).Any(character => char.IsControl(character) && character is not ('\n' or '\t'))
            ? lines > 0
            : throw new InvalidOperationException("The text is not clean.");
    }
}
