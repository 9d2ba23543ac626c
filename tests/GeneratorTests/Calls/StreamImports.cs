using System.Runtime.InteropServices;

namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>Imports with addresses that outlive a call.</summary>
internal static partial class StreamImports
{
    [IsolatedImport("c", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Stream fopen(string path, string mode);

    [IsolatedImport("c")]
    internal static partial int fgetc(Stream stream);

    [IsolatedImport("c")]
    internal static partial int getpid();

    [IsolatedImport("c")]
    private static partial int fclose(nint stream);

    internal sealed class Stream() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => fclose(handle) == 0;
    }
}
