namespace FfiIsolation.Samples.RealLibraries;

/// <summary>
/// Structs of FFmpeg 5 as its headers have them (<c>gcc -E</c> of avformat.h 59 and frame.h 57), up to the last member that is read: ReadStruct reads no further. Another major
/// version has others, so the libraries are named with theirs.
/// </summary>
internal static class FfmpegHeaders
{
    public const string Text = """
        typedef struct AVRational { int num; int den; } AVRational;

        typedef struct AVPacket {
            struct AVBufferRef *buf; int64_t pts; int64_t dts; uint8_t *data; int size; int stream_index; int flags; struct AVPacketSideData *side_data; int side_data_elems;
            int64_t duration; int64_t pos; void *opaque; struct AVBufferRef *opaque_ref; AVRational time_base;
        } AVPacket;

        typedef struct AVFormatContext {
            const struct AVClass *av_class; const struct AVInputFormat *iformat; const struct AVOutputFormat *oformat; void *priv_data; struct AVIOContext *pb; int ctx_flags;
            unsigned int nb_streams; struct AVStream **streams;
        } AVFormatContext;

        typedef struct AVStream {
            int index; int id; void *priv_data; AVRational time_base; int64_t start_time; int64_t duration; int64_t nb_frames; int disposition; int discard;
            AVRational sample_aspect_ratio; struct AVDictionary *metadata; AVRational avg_frame_rate; AVPacket attached_pic; struct AVPacketSideData *side_data; int nb_side_data;
            int event_flags; AVRational r_frame_rate; struct AVCodecParameters *codecpar;
        } AVStream;

        typedef struct AVCodecParameters {
            int codec_type; int codec_id; uint32_t codec_tag; uint8_t *extradata; int extradata_size; int format; int64_t bit_rate; int bits_per_coded_sample; int bits_per_raw_sample;
            int profile; int level; int width; int height; AVRational sample_aspect_ratio; int field_order; int color_range; int color_primaries; int color_trc; int color_space;
            int chroma_location; int video_delay; uint64_t channel_layout; int channels; int sample_rate;
        } AVCodecParameters;

        typedef struct AVFrame { uint8_t *data[8]; int linesize[8]; uint8_t **extended_data; int width, height; int nb_samples; int format; } AVFrame;
        """;
}
