using System.Text;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Tests.Cli.Printing;

/// <summary>What the bytes of a buffer are printed as.</summary>
public sealed class OutputTextTests
{
    [Theory]
    [InlineData("char *", "68656c6c6f00", "hello")]
    [InlineData("char *", "68656c6c6f", "hello")]
    [InlineData("char *", "000000", "")]
    [InlineData("char *", "680061626364", "h")]
    [InlineData("char *", "4772c3bcc39f6500", "Grüße")]
    [InlineData("char *", "612009620a00", "a \tb\n")]
    [InlineData("char *", "ff00", "hex:ff00")]
    [InlineData("char *", "0100", "hex:0100")]
    [InlineData("char *", "c300", "hex:c300")]
    [InlineData("unsigned char *", "68690000", "hi")]
    [InlineData("unsigned char *", "68690001", "hex:68690001")]
    [InlineData("uint8_t *", "789c0300", "hex:789c0300")]
    [InlineData("signed char *", "6869", "hi")]
    [InlineData("int *", "ffffffff", "-1")]
    [InlineData("unsigned *", "ffffffff", "4294967295")]
    [InlineData("unsigned long *", "6400000000000000", "100")]
    [InlineData("short *", "01000200ffff", "{1, 2, -1}")]
    [InlineData("int *", "0100", "hex:0100")]
    [InlineData("int *", "", "hex:")]
    [InlineData("double *", "000000000000f83f", "1.5")]
    [InlineData("float *", "000080bf0000807f", "{-1, inf}")]
    [InlineData("bool *", "01", "true")]
    [InlineData("bool *", "02", "2")]
    [InlineData("wchar_t *", "41000000", "65")]
    [InlineData("void **", "00100000007f0000", "0x7f0000001000")]
    [InlineData("void *", "6869", "hex:6869")]
    [InlineData("FILE *", "6869", "hex:6869")]
    public void Bytes_read_as_the_parameter_says(string type, string hex, string expected)
    {
        var pointer = (PointerType)Prototype.Parse($"void f({type} x)").Parameters[0].Type;
        Assert.Equal(expected, OutputText.Of(new OutputValue("x", pointer.Pointee, Convert.FromHexString(hex))));
    }
}
