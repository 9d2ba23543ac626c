using FfiIsolation.Lanes;

namespace FfiIsolation.Tests.Lanes;

/// <summary>The structure of messages, by the specification of MessagePack: what is announced has to be there, and not too deep.</summary>
public sealed class MessageCheckTests
{
    [Theory]
    [InlineData("00000001 C0", null)]
    [InlineData("00000003 92 01 02", null)]
    [InlineData("00000001 C0 00000002 81 01", "more than it has")]
    [InlineData("00000002 C0 C0", "goes on for 1 bytes behind its end")]
    [InlineData("00000000", "0 bytes was announced")]
    [InlineData("00400001", "4194305 bytes was announced")]
    [InlineData("FFFFFFFF", "4294967295 bytes was announced")]
    [InlineData("00000001 C1", "means nothing")]
    [InlineData("00000005 DD FFFFFFFF", "more than it has")]
    [InlineData("00000005 DF 7FFFFFFF", "more than it has")]
    [InlineData("00000006 C6 FFFFFFFF 00", "more than it has")]
    [InlineData("00000003 A3 41 42", "more than it has")]
    [InlineData("00000004 A3 41 42 43", null)]
    [InlineData("00000004 C7 01 05 00", null)]
    [InlineData("00000009 CB 0000000000000000", null)]
    [InlineData("0000000F 91 91 91 91 91 91 91 91 91 91 91 91 91 91 C0", null)]
    [InlineData("00000011 91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 C0", "nested deeper than 16")]
    public void A_message_is_as_long_and_as_deep_as_it_may_be(string hex, string? violation)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Check(violation, new MessageCheck().Look(bytes));

        // And a byte at a time.
        var check = new MessageCheck();
        Check(violation, bytes.Select(next => check.Look([next])).FirstOrDefault(told => told is not null));
    }

    [Fact]
    public void A_million_arrays_in_one_another_are_refused_at_the_seventeenth()
    {
        byte[] message = [0, 0x0F, 0x42, 0x41, .. Enumerable.Repeat((byte)0x91, 1_000_000), 0xC0];
        Assert.Contains("nested deeper", new MessageCheck().Look(message), StringComparison.Ordinal);
    }

    private static void Check(string? expected, string? told)
    {
        if (expected is null)
        {
            Assert.Null(told);
        }
        else
        {
            Assert.Contains(expected, told, StringComparison.Ordinal);
        }
    }
}
