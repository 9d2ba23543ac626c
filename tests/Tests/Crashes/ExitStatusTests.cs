using FfiIsolation.Crashes;

namespace FfiIsolation.Tests.Crashes;

public sealed class ExitStatusTests
{
    // Values as wait4 gave them on Linux, see wait(2).
    [Theory]
    [InlineData(0x0000, null, 0, false)]
    [InlineData(0x0700, null, 7, false)]
    [InlineData(0x8b00, null, 139, false)]
    [InlineData(0x000b, 11, null, false)]
    [InlineData(0x008b, 11, null, true)]
    [InlineData(0x0009, 9, null, false)]
    public void A_raw_status_tells_exit_and_signal_apart(int raw, int? signal, int? exitCode, bool core) =>
        Assert.Equal(new ExitStatus(signal, exitCode, core), ExitStatus.Decode(raw));

    [Theory]
    [InlineData(0x137f)]
    [InlineData(0xffff)]
    public void Stopped_is_no_end(int raw) => Assert.Null(ExitStatus.Decode(raw));

    [Theory]
    [InlineData(11, 1, "SIGSEGV", "SEGV_MAPERR")]
    [InlineData(11, 2, "SIGSEGV", "SEGV_ACCERR")]
    [InlineData(11, 0x80, "SIGSEGV", "SI_KERNEL")]
    [InlineData(7, 2, "SIGBUS", "BUS_ADRERR")]
    [InlineData(8, 1, "SIGFPE", "FPE_INTDIV")]
    [InlineData(4, 2, "SIGILL", "ILL_ILLOPN")]
    [InlineData(6, -6, "SIGABRT", "SI_TKILL")]
    [InlineData(10, 0, "SIGUSR1", "SI_USER")]
    [InlineData(31, 1, "SIGSYS", "SYS_SECCOMP")]
    [InlineData(24, 99, "SIGXCPU", "code 99")]
    [InlineData(35, 0, "SIGRTMIN+1", "SI_USER")]
    [InlineData(99, 0, "signal 99", "SI_USER")]
    public void Signals_and_codes_have_the_names_of_signal_h(int signal, int code, string name, string codeName)
    {
        Assert.Equal(name, Signals.Name(signal));
        Assert.Equal(codeName, Signals.CodeName(signal, code));
    }
}
