namespace FfiIsolation.Fuzz.Decoders;

/// <summary>All decoders. docs/fuzzing.md lists them too, and a test holds the two together.</summary>
internal static class Catalogue
{
    private static readonly Decoder[] s_all =
    [
        new MessageDecoder(), new FrameDecoder(), new ConnectionDecoder(), new HandshakeDecoder(), new ResultDecoder(), new LaneDecoder(), new CallbackDecoder(), new BatchDecoder(), new ListDecoder(), new OverrunDecoder(),
        new RecorderDecoder(), new CrashDecoder(), new HeapDecoder(), new MapDecoder(), new ThreadDecoder(), new ElfDecoder(), new UnwindDecoder(), new DebugInfoDecoder(), new DemangleDecoder(), new OutputDecoder(), new SystemCallDecoder(),
        new LoaderDecoder(), new PrototypeDecoder(), new DeclarationDecoder(), new HeaderDecoder(), new InitializerDecoder(), new ScenarioDecoder(),
    ];

    /// <summary>That which is found out about the suite itself.</summary>
    private static readonly Decoder[] s_broken = [new ThrowingDecoder(), new HangingDecoder(), new GrowingDecoder(), new OverflowingDecoder()];

    public static string[] Names { get; } = [.. s_all.Select(decoder => decoder.Name)];

    public static Decoder? Find(string name) => s_all.Concat(s_broken).FirstOrDefault(decoder => decoder.Name == name);
}
