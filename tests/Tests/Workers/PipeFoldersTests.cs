using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class PipeFoldersTests
{
    [Theory]
    [InlineData("ffi-100-5000-0123abcd", false)] // the process is there, and the same
    [InlineData("ffi-100-4999-0123abcd", true)]  // its number was used again
    [InlineData("ffi-101-5000-0123abcd", true)]  // it is gone
    [InlineData("ffi-100-5000-0123", false)]     // none of ours
    [InlineData("ffi-100-x-0123abcd", false)]
    [InlineData("ffi--1-5000-0123abcd", false)]
    [InlineData("ffi-config", false)]
    [InlineData("", false)]
    public void A_folder_is_left_behind_when_the_process_in_its_name_is_gone(string name, bool expected) =>
        Assert.Equal(expected, PipeFolders.IsLeftBehind(name, id => id == 100 ? "5000" : null));
}
