using FfiIsolation;

using NativeHost host = NativeHost.Start();
IZlib zlib = IZlib.On(host);                                        // each call runs in any free worker
byte[] text = "row, row, row your boat, gently down the stream; merrily, merrily, merrily, merrily, life is but a dream"u8.ToArray();
uint length = (uint)text.Length;
Console.WriteLine($"a zlib: {zlib.Version().Contains('.')}; error -3: {zlib.ErrorText(-3)}");
Console.WriteLine($"crc32 {zlib.Crc32(0, text, length):x8}, adler32 {await zlib.Adler32Async(1, text, length):x8}");
nuint front = zlib.Crc32(0, text.AsSpan(..20), 20), back = zlib.Crc32(0, text.AsSpan(20..), length - 20);
Console.WriteLine($"from two halves: {zlib.CombineCrc32(front, back, length - 20):x8}");

await using NativeSession session = await host.OpenSessionAsync();  // one worker of its own
IZlib mine = await IZlib.OnAsync(session);
byte[] packed = new byte[mine.Bound(length)], unpacked = new byte[length];
nuint[] size = [(nuint)packed.Length], whole = [length];
Console.WriteLine($"packed: {mine.Compress(packed, ref size[0], text, length, level: 9)}, smaller: {size[0] < length}");
Console.WriteLine($"unpacked: {await mine.UncompressAsync(unpacked, whole, packed, size[0])}, the same: {text.AsSpan().SequenceEqual(unpacked)}");

try { zlib.Crc32(0, text, 1 << 30); }                               // a length that is a lie
catch (NativeCrashException crash) { Console.WriteLine($"{crash.Message.Split(':')[0]}, and the session lives: {mine.Flags() == zlib.Flags()}"); }

[NativeLibrary("z", TimeoutMilliseconds = 10_000), NativeDeclarations("typedef unsigned long uLong; typedef unsigned int uInt; typedef unsigned char Bytef;")]
public partial interface IZlib
{
    [NativeFunction("const char *zlibVersion(void)")] string Version();
    [NativeFunction("uLong zlibCompileFlags(void)")] nuint Flags();
    [NativeFunction("const char *zError(int error)")] string? ErrorText(int error);
    [NativeFunction("uLong crc32(uLong crc, const Bytef *data, uInt length)")] nuint Crc32(nuint crc, ReadOnlySpan<byte> data, uint length);
    [NativeFunction("uLong crc32_combine(uLong front, uLong back, long length)")] nuint CombineCrc32(nuint front, nuint back, long length);
    [NativeFunction("uLong adler32(uLong sum, const Bytef *data, uInt length)", IsPure = true)]
    ValueTask<nuint> Adler32Async(nuint sum, ReadOnlyMemory<byte> data, uint length, CancellationToken cancellationToken = default);
    [NativeFunction("uLong compressBound(uLong length)")] nuint Bound(nuint length);
    [NativeFunction("int compress2(Bytef *to, uLong *size, const Bytef *from, uLong length, int level)")]
    int Compress(Span<byte> to, ref nuint size, ReadOnlySpan<byte> from, nuint length, int level);
    [NativeFunction("int uncompress(Bytef *to, uLong *size, const Bytef *from, uLong length)")]
    Task<int> UncompressAsync(Memory<byte> to, Memory<nuint> size, ReadOnlyMemory<byte> from, nuint length);
    [NativeFunction("uLong adler32_combine(uLong front, uLong back, long length)")] nuint CombineAdler32(nuint front, nuint back, long length);
}
