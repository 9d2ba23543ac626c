using System.CommandLine;

namespace FfiIsolation.Cli.Commands;

/// <summary>The arguments that several commands take.</summary>
internal static class CommandArguments
{
    public static Argument<string> Library()
    {
        var library = new Argument<string>("library") { Description = "The library, as you name it: m, libm, libm.so.6, or a path." };
        library.Validators.Add(OptionReaders.RefuseOptions);
        library.Validators.Add(OptionReaders.RefuseEmpty);
        return library;
    }

    public static Argument<string> Prototype()
    {
        var prototype = new Argument<string>("prototype") { Description = "The function, as its header declares it: \"double cos(double x)\"." };
        prototype.Validators.Add(OptionReaders.RefuseOptions);
        return prototype;
    }
}
