using System.Runtime.InteropServices;
using FfiIsolation;

namespace Checksums;

/// <summary>Checksums by zlib. Who uses this library need not know that another process computes them.</summary>
public static partial class Checksum
{
    public static uint OfText(string text) => (uint)crc32(0, text, (uint)System.Text.Encoding.UTF8.GetByteCount(text));

    [IsolatedImport("z", StringMarshalling = StringMarshalling.Utf8)]
    private static partial ulong crc32(ulong start, string text, uint length);
}
