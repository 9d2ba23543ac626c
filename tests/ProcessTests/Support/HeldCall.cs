namespace FfiIsolation.ProcessTests.Support;

/// <summary>What makes a call of the fault library stay in native code until the test lets it go, however long that takes on a busy machine.</summary>
internal sealed class HeldCall
{
    public const string Prototype = "int hold_until(const char *entered, const char *release)";

    private readonly string _entered = OwnTemporaryFolder.NewFile();
    private readonly string _release = OwnTemporaryFolder.NewFile();

    public NativeArgument[] Arguments => [_entered, _release];

    /// <summary>Waits until native code runs.</summary>
    public Task EnteredAsync() => Eventually.HoldsAsync(() => File.Exists(_entered), "the held call was not entered");

    /// <summary>Lets it return.</summary>
    public void Release() => File.WriteAllText(_release, "");
}
