using System.Runtime.InteropServices;

namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>Imports with addresses that outlive a call.</summary>
internal static partial class StreamImports
{
    [IsolatedImport("c", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint fopen(string path, string mode);

    [IsolatedImport("c")]
    internal static partial int fgetc(nint stream);

    [IsolatedImport("c")]
    internal static partial int fclose(nint stream);

    [IsolatedImport("c", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int asprintf(out nint text, string format);

    [IsolatedImport("c", EntryPoint = "asprintf", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Print([FreedBy("free")] out NativeHandle text, string format);

    [IsolatedImport("c", EntryPoint = "strdup", StringMarshalling = StringMarshalling.Utf8)]
    [return: FreedBy("free")]
    internal static partial NativeHandle Duplicate(string text);

    [IsolatedImport("c", EntryPoint = "strlen")]
    internal static partial nuint Length(NativeHandle text);

    [IsolatedImport("c", EntryPoint = "strlen")]
    internal static partial nuint Length(nint text);

    [IsolatedImport("c")]
    internal static partial int getpid();
}
