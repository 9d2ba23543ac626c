using System.Text;
using FfiIsolation.Processes;

namespace FfiIsolation.Tests.Workers;

public sealed class ProcessOutputTests
{
    private readonly List<(string Line, bool IsError)> _lines = [];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    [InlineData(1000)]
    public void The_last_bytes_of_standard_error_are_kept_however_they_came(int piece)
    {
        byte[] all = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i}\n")));
        ProcessOutput output = Create(256);
        for (int at = 0; at < all.Length; at += piece)
        {
            output.Append(all.AsSpan(at, Math.Min(piece, all.Length - at)), isError: true);
            output.Append("not this"u8, isError: false);
            int end = Math.Min(at + piece, all.Length);
            Assert.Equal(Encoding.ASCII.GetString(all.AsSpan(Math.Max(0, end - 256), end - Math.Max(0, end - 256))), output.ErrorTail);
        }
    }

    [Fact]
    public void Lines_are_told_whole_each_stream_for_itself()
    {
        ProcessOutput output = Create();
        output.Append("one\ntw"u8, isError: false);
        output.Append("error "u8, isError: true);
        output.Append("o\n\nthree"u8, isError: false);
        output.Append("one\n"u8, isError: true);
        Assert.Equal([("one", false), ("two", false), ("", false), ("error one", true)], _lines);
        output.Append("\xC3"u8[..1], isError: true);
        output.Complete();
        Assert.Equal(("three", false), _lines[4]);
        Assert.True(_lines[5].IsError);
        output.Complete();
        Assert.Equal(6, _lines.Count);
    }

    [Fact]
    public void A_letter_cut_between_two_reads_stays_a_letter()
    {
        ProcessOutput output = Create();
        foreach (byte b in "Grüße \U0001F600\n"u8.ToArray())
        {
            output.Append([b], isError: true);
        }

        Assert.Equal([("Grüße \U0001F600", true)], _lines);
        Assert.Equal("Grüße \U0001F600\n", output.ErrorTail);
    }

    [Theory]
    [InlineData(8191, 1)]
    [InlineData(8192, 1)]
    [InlineData(8193, 2)]
    [InlineData(100_000, 13)]
    public void A_line_without_end_is_told_in_parts(int length, int parts)
    {
        ProcessOutput output = Create();
        output.Append(Encoding.ASCII.GetBytes(new string('x', length) + "\n"), isError: false);
        Assert.Equal(parts, _lines.Count);
        Assert.Equal(length, _lines.Sum(line => line.Line.Length));
        Assert.All(_lines, line => Assert.InRange(line.Line.Length, 1, 8192));
    }

    private ProcessOutput Create(int tail = 8192) => new(tail, (line, isError) => _lines.Add((line, isError)));
}
