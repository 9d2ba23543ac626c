// libjpeg-turbo: an image is compressed and expanded, and is nearly the same then.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Jpeg
{
    private const int Width = 320, Height = 200, Rgb = 0, Samples444 = 0, Quality = 95;

    public static void Run(NativeHost host, string folder)
    {
        byte[] image = new byte[Width * Height * 3];            // a slope from left to right, one from top to bottom, and one colour
        for (int i = 0; i < Width * Height; i++)
        {
            (image[3 * i], image[(3 * i) + 1], image[(3 * i) + 2]) = ((byte)(i % Width * 255 / Width), (byte)(i / Width), 128);
        }

        using NativeSession session = host.OpenSession();
        IJpeg jpeg = IJpeg.On(session);
        byte[] compressed;
        using (NativeHandle compressor = jpeg.NewCompressor()!) // tjDestroy
        {
            Step.Is("compress", 0, jpeg.Compress(compressor, image, Width, 0, Height, Rgb, out NativeHandle file, out ulong size, Samples444, Quality, 0));
            using (file)                                        // tjFree
            {
                compressed = new byte[size];
                session.Read<byte>(file.Pointer, compressed);
            }
        }

        Step.Print("bytes", $"{image.Length} to {compressed.Length}");
        Step.Is("its first and last bytes (start and end of image)", "ffd8 ffd9", Convert.ToHexStringLower(compressed[..2]) + " " + Convert.ToHexStringLower(compressed[^2..]));

        byte[] expanded = new byte[image.Length];
        using (NativeHandle expander = jpeg.NewExpander()!)
        {
            Step.Is("header", 0, jpeg.ReadHeader(expander, compressed, (ulong)compressed.Length, out int width, out int height, out _, out _));
            Step.Is("width and height", (Width, Height), (width, height));
            Step.Is("expand", 0, jpeg.Expand(expander, compressed, (ulong)compressed.Length, expanded, width, 0, height, Rgb, 0));
            int most = image.Zip(expanded, (before, after) => Math.Abs(before - after)).Max();
            Step.Print("the largest difference of a value", most);
            Step.Require(most <= 8, "The image is another one.");

            Step.Is("expand half a file", -1, jpeg.Expand(expander, compressed[..2], 2, expanded, width, 0, height, Rgb, 0));
            Step.Print("why", jpeg.Error(expander));
        }

        using NativeHandle last = jpeg.NewCompressor()!;
        // Far smaller: a little would be read on over, and told as BufferOverrunException with the worker alive.
        Step.Crashes("an image that is smaller than told", () => jpeg.Compress(last, image, Width, 0, 40 * Height, Rgb, out _, out _, Samples444, Quality, 0));
        using NativeSession next = host.OpenSession();
        IJpeg another = IJpeg.On(next);
        using NativeHandle fresh = another.NewExpander()!;
        Step.Is("and the next", 0, another.ReadHeader(fresh, compressed, (ulong)compressed.Length, out _, out _, out _, out _));
    }
}

[NativeLibrary("turbojpeg")]
public partial interface IJpeg
{
    [NativeFunction("void *tjInitCompress(void) __attribute__((malloc(tjDestroy)))")]
    NativeHandle? NewCompressor();

    [NativeFunction("void *tjInitDecompress(void) __attribute__((malloc(tjDestroy)))")]
    NativeHandle? NewExpander();

    [NativeFunction("""
        int tjCompress2(void *handle, const unsigned char *image, int width, int pitch, int height, int format, unsigned char **file, unsigned long *size,
            int subsampling, int quality, int flags)
        """)]
    int Compress(NativeHandle handle, byte[] image, int width, int pitch, int height, int format, [FreedBy("tjFree")] out NativeHandle file, out ulong size,
        int subsampling, int quality, int flags);

    [NativeFunction("int tjDecompressHeader3(void *handle, const unsigned char *file, unsigned long size, int *width, int *height, int *subsampling, int *colours)")]
    int ReadHeader(NativeHandle handle, byte[] file, ulong size, out int width, out int height, out int subsampling, out int colours);

    [NativeFunction("int tjDecompress2(void *handle, const unsigned char *file, unsigned long size, unsigned char *image, int width, int pitch, int height, int format, int flags)")]
    int Expand(NativeHandle handle, byte[] file, ulong size, byte[] image, int width, int pitch, int height, int format, int flags);

    [NativeFunction("char *tjGetErrorStr2(void *handle)")]
    [return: Borrowed]
    string? Error(NativeHandle handle);
}
