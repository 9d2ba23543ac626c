// zlib: a checksum, and a stream that is compressed and expanded piece by piece, in memory that both processes share.
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace FfiIsolation.Samples.RealLibraries;

internal static class Zlib
{
    private const int Ok = 0, StreamEnd = 1, NoFlush = 0, Finish = 4, DefaultLevel = -1;

    public static void Run(NativeHost host, string folder)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"line {i} of the text\n")));
        using NativeSession session = host.OpenSession();
        IZlib zlib = IZlib.On(session);
        Step.Print("version", zlib.Version());
        Step.Is("crc32 of 123456789", "cbf43926", zlib.Crc32(0, "123456789"u8, 9).ToString("x8"));

        byte[] compressed = Compress(session, zlib, text);
        Step.Print("compressed", $"{text.Length} bytes to {compressed.Length}");
        using var expanded = new MemoryStream();
        using (var stream = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress))
        {
            stream.CopyTo(expanded);                            // .NET has a zlib of its own
        }

        Step.Is("expanded by .NET, it is the text", true, text.AsSpan().SequenceEqual(expanded.ToArray()));
        Step.Is("expanded by zlib, it is the text", true, text.AsSpan().SequenceEqual(Expand(session, zlib, compressed)));

        Step.Crashes("more room told than there is", () => Expand(session, zlib, compressed, roomTold: 1 << 20));
        using NativeSession next = host.OpenSession();
        Step.Is("and the next", text.Length, Expand(next, IZlib.On(next), compressed).Length);
    }

    private static byte[] Compress(NativeSession session, IZlib zlib, byte[] text)
    {
        // A z_stream has to stay where it is, and so has what it points at: rented memory, seen by both processes, is such a place.
        using RentedBuffer<ZStream> stream = session.Rent<ZStream>(1);
        Step.Is("deflateInit", Ok, zlib.DeflateInit(stream, DefaultLevel, zlib.Version(), Unsafe.SizeOf<ZStream>()));
        byte[] compressed = Pump(session, stream, text, 16 << 10, isLast => zlib.Deflate(stream, isLast ? Finish : NoFlush));
        zlib.DeflateEnd(stream);
        return compressed;
    }

    private static byte[] Expand(NativeSession session, IZlib zlib, byte[] compressed, int roomTold = 16 << 10)
    {
        using RentedBuffer<ZStream> stream = session.Rent<ZStream>(1);
        Step.Is("inflateInit", Ok, zlib.InflateInit(stream, zlib.Version(), Unsafe.SizeOf<ZStream>()));
        byte[] text = Pump(session, stream, compressed, roomTold, _ => zlib.Inflate(stream, NoFlush));
        zlib.InflateEnd(stream);
        return text;
    }

    private static byte[] Pump(NativeSession session, RentedBuffer<ZStream> stream, byte[] source, int roomTold, Func<bool, int> turn)
    {
        using RentedBuffer<byte> input = session.Rent<byte>(32 << 10), output = session.Rent<byte>(16 << 10);
        using var result = new MemoryStream();
        ref ZStream z = ref stream.Span[0];
        for (int at = 0, status = Ok; status != StreamEnd;)
        {
            if (z.AvailIn == 0)
            {
                int piece = Math.Min(input.Count, source.Length - at);
                source.AsSpan(at, piece).CopyTo(input.Span);
                (z.NextIn, z.AvailIn, at) = (input.Pointer.Address, (uint)piece, at + piece);
            }

            (z.NextOut, z.AvailOut) = (output.Pointer.Address, (uint)roomTold);
            status = turn(at == source.Length);
            Step.Require(status is Ok or StreamEnd, $"zlib returned {status}.");
            result.Write(output.Span[..(roomTold - (int)z.AvailOut)]);
        }

        return result.ToArray();
    }
}

[NativeLibrary("z"), NativeDeclarations("""
    typedef struct z_stream_s {
        const unsigned char *next_in; unsigned int avail_in; unsigned long total_in;
        unsigned char *next_out; unsigned int avail_out; unsigned long total_out;
        const char *msg; struct internal_state *state;
        void *(*zalloc)(void *, unsigned int, unsigned int); void (*zfree)(void *, void *); void *opaque;
        int data_type; unsigned long adler; unsigned long reserved;
    } z_stream;
    """)]
public partial interface IZlib
{
    [NativeFunction("const char *zlibVersion(void)")]
    string Version();

    [NativeFunction("unsigned long crc32(unsigned long crc, const unsigned char *bytes, unsigned int count) __attribute__((access(read_only, 2, 3)))")]
    ulong Crc32(ulong crc, ReadOnlySpan<byte> bytes, uint count);

    // deflateInit of zlib.h is a macro around this one.
    [NativeFunction("int deflateInit_(z_stream *stream, int level, const char *version, int size)")]
    int DeflateInit(RentedBuffer<ZStream> stream, int level, string version, int size);

    [NativeFunction("int deflate(z_stream *stream, int flush)")]
    int Deflate(RentedBuffer<ZStream> stream, int flush);

    [NativeFunction("int deflateEnd(z_stream *stream)")]
    int DeflateEnd(RentedBuffer<ZStream> stream);

    [NativeFunction("int inflateInit_(z_stream *stream, const char *version, int size)")]
    int InflateInit(RentedBuffer<ZStream> stream, string version, int size);

    [NativeFunction("int inflate(z_stream *stream, int flush)")]
    int Inflate(RentedBuffer<ZStream> stream, int flush);

    [NativeFunction("int inflateEnd(z_stream *stream)")]
    int InflateEnd(RentedBuffer<ZStream> stream);
}

/// <summary>z_stream, whose pointers are addresses in the worker.</summary>
public struct ZStream
{
    public ulong NextIn;
    public uint AvailIn;
    public ulong TotalIn;
    public ulong NextOut;
    public uint AvailOut;
    public ulong TotalOut;
    public ulong Message;
    public ulong State;
    public ulong Allocate;
    public ulong Free;
    public ulong Opaque;
    public int DataType;
    public ulong Adler;
    public ulong Reserved;
}
