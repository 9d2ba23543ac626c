using FfiIsolation.Crashes;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>The text of /proc/PID/maps: the kernel's, or what a worker left in its place.</summary>
internal sealed class MapDecoder : Decoder
{
    public override string Name => "map";

    public override string Runs => "MemoryMap, MemoryMapping";

    public override IReadOnlyList<byte[]> Samples { get; } = [[.. File.ReadAllBytes("/proc/self/maps").Take(6000)], Text("7f12a000-7f12b000 r-xp 00001000 fe:00 1234    /lib/x.so (deleted)\n")];

    public override IReadOnlyList<byte[]> Words { get; } = Texts("-", " ", "r-xp", "\n", "[stack]", "/lib/x.so", " (deleted)", "ffffffffffffffff", "10000000000000000", "\0", "\u001b");

    public override bool Decode(byte[] input)
    {
        MemoryMap map = MemoryMap.Parse(input);
        foreach (MemoryMapping mapping in map.Mappings.Take(20))
        {
            Look(mapping.Name);
            if (map.Find(mapping.Start) is null)
            {
                throw new InvalidOperationException($"{mapping} is not found.");
            }
        }

        Look(map.Below(0x7f12c000));
        return map.Mappings.Count > 0;
    }
}
