// FFmpeg: a WAV file that is written here is opened, described and decoded by libavformat and libavcodec, whose structs are read by their headers' own declarations.
using System.Text;

namespace FfiIsolation.Samples.RealLibraries;

internal static class Ffmpeg
{
    private const int Ok = 0, EndOfFile = -541478725, Rate = 8000, Channels = 2, PcmS16 = 0x10000, SampleFormatS16 = 1;

    public static void Run(NativeHost host, string folder)
    {
        string path = Path.Combine(folder, "tone.wav");
        short[] samples = [.. Enumerable.Range(0, Rate * Channels).Select(i => (short)(10_000 * Math.Sin(i / Channels * 440 * Math.Tau / Rate)))];
        WriteWav(path, samples);

        using (NativeSession session = host.OpenSession())
        {
            IAvFormat format = IAvFormat.On(session);
            IAvCodec codec = IAvCodec.On(session);
            NativePointer input = Open(format, path);
            IsolatedLibrary types = session.Load("libavformat.so.59", FfmpegHeaders.Text);
            NativePointer parameters = Describe(session, types, input);
            Step.Is("decoded, they are the samples", true, samples.AsSpan().SequenceEqual(Decode(session, types, format, codec, input, parameters)));
            Step.Crashes("a packet for no decoder", () => codec.Send(NativePointer.Null, codec.NewPacket()));
        }

        using NativeSession next = host.OpenSession();
        Step.Is("and the next", true, !Open(IAvFormat.On(next), path).IsNull);
    }

    private static NativePointer Open(IAvFormat format, string path)
    {
        Step.Is("open", Ok, format.Open(out NativePointer input, path, NativePointer.Null, NativePointer.Null));
        Step.Is("find streams", Ok, format.FindStreams(input, NativePointer.Null));
        return input;
    }

    /// <summary>Says what is in the file.</summary>
    /// <returns>What a decoder is set up by.</returns>
    private static NativePointer Describe(NativeSession session, IsolatedLibrary types, NativePointer input)
    {
        NativeStruct context = session.ReadStruct(input, types.Struct("AVFormatContext").Type);
        Step.Is("streams", 1U, context.Get<uint>("nb_streams"));
        NativeStruct stream = session.ReadStruct(session.ReadPointer(context.Get<NativePointer>("streams")), types.Struct("AVStream").Type);
        NativeStruct parameters = session.ReadStruct(stream.Get<NativePointer>("codecpar"), types.Struct("AVCodecParameters").Type);
        Step.Is("codec", PcmS16, parameters.Get<int>("codec_id"));
        Step.Is("rate", Rate, parameters.Get<int>("sample_rate"));
        Step.Is("channels", Channels, parameters.Get<int>("channels"));
        Step.Is("duration in seconds", 1.0, stream.Get<long>("duration") * stream.Get<double>("time_base.num") / stream.Get<double>("time_base.den"));
        return stream.Get<NativePointer>("codecpar");
    }

    private static short[] Decode(NativeSession session, IsolatedLibrary types, IAvFormat format, IAvCodec codec, NativePointer input, NativePointer parameters)
    {
        var samples = new List<short>();
        NativePointer packet = codec.NewPacket(), frame = IAvUtil.On(session).NewFrame(), decoder = codec.Find(PcmS16), context = codec.New(decoder);
        Step.Is("parameters", Ok, codec.TakeParameters(context, parameters));
        Step.Is("open the decoder", Ok, codec.Open(context, decoder, NativePointer.Null));
        while (format.Read(input, packet) is var status && status != EndOfFile)
        {
            Step.Require(status == Ok && codec.Send(context, packet) == Ok, "The file cannot be read.");
            while (codec.Receive(context, frame) == Ok)
            {
                NativeStruct received = session.ReadStruct(frame, types.Struct("AVFrame").Type);
                Step.Require(received.Get<int>("format") == SampleFormatS16, "The samples are no 16-bit integers.");
                short[] piece = new short[received.Get<int>("nb_samples") * Channels];
                session.Read<short>(received.Get<NativePointer>("data[0]"), piece);
                samples.AddRange(piece);
            }

            codec.Clear(packet);
        }

        Step.Is("samples of each channel", Rate, samples.Count / Channels);
        return [.. samples];
    }

    private static void WriteWav(string path, short[] samples)
    {
        using var writer = new BinaryWriter(File.Create(path), Encoding.ASCII);
        int bytes = samples.Length * sizeof(short);
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);                                 // PCM
        writer.Write((short)Channels);
        writer.Write(Rate);
        writer.Write(Rate * Channels * sizeof(short));
        writer.Write((short)(Channels * sizeof(short)));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (short sample in samples)
        {
            writer.Write(sample);
        }
    }
}

[NativeLibrary("libavformat.so.59")]
public partial interface IAvFormat
{
    [NativeFunction("int avformat_open_input(AVFormatContext **context, const char *url, const AVInputFormat *format, AVDictionary **options)")]
    int Open(out NativePointer context, string url, NativePointer format, NativePointer options);

    [NativeFunction("int avformat_find_stream_info(AVFormatContext *context, AVDictionary **options)")]
    int FindStreams(NativePointer context, NativePointer options);

    [NativeFunction("int av_read_frame(AVFormatContext *context, AVPacket *packet)")]
    int Read(NativePointer context, NativePointer packet);
}

[NativeLibrary("libavcodec.so.59")]
public partial interface IAvCodec
{
    [NativeFunction("const AVCodec *avcodec_find_decoder(int id)")]
    NativePointer Find(int id);

    [NativeFunction("AVCodecContext *avcodec_alloc_context3(const AVCodec *codec)")]
    NativePointer New(NativePointer codec);

    [NativeFunction("int avcodec_parameters_to_context(AVCodecContext *context, const AVCodecParameters *parameters)")]
    int TakeParameters(NativePointer context, NativePointer parameters);

    [NativeFunction("int avcodec_open2(AVCodecContext *context, const AVCodec *codec, AVDictionary **options)")]
    int Open(NativePointer context, NativePointer codec, NativePointer options);

    [NativeFunction("int avcodec_send_packet(AVCodecContext *context, const AVPacket *packet)")]
    int Send(NativePointer context, NativePointer packet);

    [NativeFunction("int avcodec_receive_frame(AVCodecContext *context, AVFrame *frame)")]
    int Receive(NativePointer context, NativePointer frame);

    [NativeFunction("AVPacket *av_packet_alloc(void)")]
    NativePointer NewPacket();

    [NativeFunction("void av_packet_unref(AVPacket *packet)")]
    void Clear(NativePointer packet);
}

[NativeLibrary("libavutil.so.57")]
public partial interface IAvUtil
{
    [NativeFunction("AVFrame *av_frame_alloc(void)")]
    NativePointer NewFrame();
}
