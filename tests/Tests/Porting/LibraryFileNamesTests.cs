using FfiIsolation.Porting;

namespace FfiIsolation.Tests.Porting;

/// <summary>File names of libraries: ld.so(8), the documentation of LoadLibraryW, dlopen(3) of macOS.</summary>
public sealed class LibraryFileNamesTests
{
    [Theory]
    [InlineData("Linux", "z", "libz.so z.so")]
    [InlineData("Linux", "libz", "libz.so")]
    [InlineData("Linux", "libz.so.1", "libz.so.1")]
    [InlineData("Windows", "sqlite3", "sqlite3.dll libsqlite3.dll")]
    [InlineData("Windows", "libcurl", "libcurl.dll")]
    [InlineData("Windows", "zlib1.dll", "zlib1.dll")]
    [InlineData("Windows", "KERNEL32.DLL", "KERNEL32.DLL")]
    [InlineData("MacOS", "z", "libz.dylib z.dylib z.framework/z")]
    [InlineData("MacOS", "libz.1.dylib", "libz.1.dylib")]
    [InlineData("MacOS", "libz", "libz.dylib libz.framework/libz")]
    [InlineData("MacOS", "Accelerate.framework", "Accelerate.framework/Accelerate")]
    public void A_short_name_is_spelled_as_the_system_does(string system, string name, string files) =>
        Assert.Equal(files.Split(' '), LibraryFileNames.Of(Enum.Parse<TargetSystem>(system), name));
}
