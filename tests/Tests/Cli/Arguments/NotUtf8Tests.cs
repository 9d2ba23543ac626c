using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Tests.Cli.Arguments;

public sealed class NotUtf8Tests
{
    [Fact]
    public void An_argument_that_was_no_UTF8_is_refused_and_not_passed_as_other_text()
    {
        Prototype strlen = Prototype.Parse("size_t strlen(const char *s)");
        var mistake = Assert.Throws<ArgumentTextException>(() => ArgumentParser.Parse(strlen, ["a\uFFFDb"]));
        Assert.Contains("hex:", mistake.Message, StringComparison.Ordinal);
    }
}
