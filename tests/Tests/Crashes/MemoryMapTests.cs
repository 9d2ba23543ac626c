using FfiIsolation.Crashes;

namespace FfiIsolation.Tests.Crashes;

public sealed class MemoryMapTests
{
    /// <summary>As the kernel writes it (proc(5)), and as the guard shortens it.</summary>
    [Theory]
    [InlineData("""
        00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/db us
        00651000-00652000 r--p 00051000 08:02 173521      /usr/bin/db us
        00e03000-00e24000 rw-p 00000000 00:00 0           [heap]
        00e24000-011f7000 rw-p 00000000 00:00 0 
        7fff00000000-7fff00001000 ---p 00001000 08:02 7   /usr/lib/libm.so (deleted)

        """)]
    [InlineData("""
        00400000-00452000 r-xp 00000000 0 0 /usr/bin/db us
        00651000-00652000 r--p 00051000 0 0 =
        00e03000-00e24000 rw-p 00000000 0 0 [heap]
        00e24000-011f7000 rw-p 00000000 0 0
        7fff00000000-7fff00001000 ---p 00001000 0 0 /usr/lib/libm.so (deleted)

        """)]
    public void A_map_is_read_with_its_paths(string text)
    {
        MemoryMap map = MemoryMap.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(
            [
                new MemoryMapping(0x400000, 0x452000, true, false, true, 0, "/usr/bin/db us"),
                new MemoryMapping(0x651000, 0x652000, true, false, false, 0x51000, "/usr/bin/db us"),
                new MemoryMapping(0xe03000, 0xe24000, true, true, false, 0, "[heap]"),
                new MemoryMapping(0xe24000, 0x11f7000, true, true, false, 0, ""),
                new MemoryMapping(0x7fff00000000, 0x7fff00001000, false, false, false, 0x1000, "/usr/lib/libm.so"),
            ],
            map.Mappings);
    }

    [Theory]
    [InlineData("00400000-00452000 r-xp 00000000 0 0 =\n", "")]
    [InlineData("00100000-00200000 r-xp 00000000 0 0 /a\n00300000-00400000 r-xp 00000000 0 0\n00400000-00452000 r-xp 00000000 0 0 =\n", "/a")]
    public void The_path_of_the_line_before_is_that_of_the_last_line_that_had_one(string text, string expected) =>
        Assert.Equal(expected, MemoryMap.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Find(0x400000)!.Value.Path);

    [Fact]
    public void A_line_that_was_cut_is_left_out() =>
        Assert.Equal(["/a"], MemoryMap.Parse("00100000-00200000 r-xp 00000000 0 0 /a\n00300000-00400000 r-xp 00000000 0 0 /ab"u8).Mappings.Select(mapping => mapping.Path));
}
