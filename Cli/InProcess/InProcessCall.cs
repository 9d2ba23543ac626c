using System.Runtime.InteropServices;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.InProcess;

/// <summary>Makes a call the way a program without isolation does, in this very process. Meant to die of it: only the hidden verb calls it,
/// in a process that was started to be sacrificed.</summary>
internal static class InProcessCall
{
    private const int MostParameters = 6;
    private const int CoreFileSize = 4;

    /// <summary>Says what it does on <paramref name="output"/>, a line each, so that whoever watches sees how far it came.</summary>
    public static void Run(CallRequest request, TextWriter output)
    {
        Prototype prototype = Prototype.Parse(request.Prototype);
        nint[] arguments = ArgumentParser.Parse(prototype, request.Arguments).Select(Register).ToArray();
        if (arguments.Length > MostParameters || prototype.IsVariadic || prototype.ReturnType is not (VoidType or BooleanType or PointerType or IntegerType { Size: <= sizeof(long) }))
        {
            throw new ArgumentTextException($"without isolation, only functions of up to {MostParameters} integers and pointers can be shown here");
        }

        Array.Resize(ref arguments, MostParameters);
        _ = SetLimit(CoreFileSize, new ResourceLimit());
        nint address = NativeLibrary.GetExport(NativeLibrary.Load(request.Library), prototype.Name);
        IntegerCall call = Marshal.GetDelegateForFunctionPointer<IntegerCall>(address);
        Say(output, $"try: calling {prototype.Name}");
        try
        {
            nint result = call(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
            Say(output, $"it returned {result}");
        }
        catch (Exception error)
        {
            // Whatever it is: to show that nothing comes here is the purpose.
            Say(output, $"catch: {error.GetType().Name}");
        }
        finally
        {
            Say(output, "finally");
        }
    }

    private static nint Register(ParsedArgument argument)
    {
        NativeArgument value = argument is ValueArgument { Value: var single } ? single : throw new ArgumentTextException("without isolation, buffers cannot be shown here");
        return value.Kind switch
        {
            NativeArgumentKind.Text => Marshal.StringToCoTaskMemUTF8(value.Text),
            NativeArgumentKind.Boolean or NativeArgumentKind.Signed or NativeArgumentKind.Unsigned or NativeArgumentKind.Pointer or NativeArgumentKind.Nothing => (nint)value.Bits,
            _ => throw new ArgumentTextException("without isolation, only integers and pointers can be shown here"),
        };
    }

    // A process that dies on purpose leaves no core file behind.
    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in ResourceLimit limit);

    private static void Say(TextWriter output, string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
