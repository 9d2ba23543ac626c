using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Tests.Calls;

public sealed class AddressInWorkerTests
{
    [Theory]
    [InlineData("No such file\0rest", "No such file")]
    [InlineData("Grüße\0", "Grüße")]
    [InlineData("no end", "no end…")]
    [InlineData("\0", null)]
    [InlineData("two\nlines\0", null)]
    [InlineData("\u0001\u0002\0", null)]
    public void Text_is_what_can_be_printed_up_to_its_end(string bytes, string? text) => Assert.Equal(text, AddressInWorker.TextOf(Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_no_text() => Assert.Null(AddressInWorker.TextOf([0x41, 0xFF, 0x41, 0]));

    [Fact]
    public void The_mapping_and_the_text_of_a_process_are_told_and_of_what_is_not_mapped_nothing()
    {
        nint text = Marshal.StringToCoTaskMemUTF8("text of this process");
        try
        {
            Assert.EndsWith(" (\"text of this process\")", AddressInWorker.WhatIsAt(Environment.ProcessId, (ulong)text));
            Assert.Null(AddressInWorker.WhatIsAt(Environment.ProcessId, 16));
            Assert.Null(AddressInWorker.WhatIsAt(int.MaxValue, (ulong)text));
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
