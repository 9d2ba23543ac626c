using FfiIsolation.Libraries;

namespace FfiIsolation.Headers;

/// <summary>Finds headers by the names that people and libraries give them.</summary>
internal static class HeaderSearch
{
    private static readonly string[] s_usualFolders = ["/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include"];

    // Libraries whose headers have other names than they. What is not here is looked for as NAME.h and NAME/NAME.h.
    private static readonly Dictionary<string, string[]> s_headers = new(StringComparer.Ordinal)
    {
        ["c"] = ["stdlib.h", "string.h", "stdio.h", "unistd.h", "time.h", "ctype.h", "locale.h", "wchar.h", "fcntl.h", "signal.h", "pthread.h", "sys/stat.h", "sys/socket.h"],
        ["m"] = ["math.h", "complex.h", "fenv.h"],
        ["z"] = ["zlib.h"],
        ["bz2"] = ["bzlib.h"],
        ["crypto"] = ["openssl/evp.h", "openssl/crypto.h", "openssl/rand.h", "openssl/sha.h", "openssl/err.h", "openssl/x509.h", "openssl/hmac.h"],
        ["ssl"] = ["openssl/ssl.h"],
        ["jpeg"] = ["jpeglib.h"],
        ["archive"] = ["archive.h", "archive_entry.h"],
        ["xml2"] = ["libxml/parser.h", "libxml/tree.h", "libxml/xpath.h"],
        ["avcodec"] = ["libavcodec/avcodec.h"],
        ["avformat"] = ["libavformat/avformat.h"],
        ["avutil"] = ["libavutil/avutil.h"],
    };

    /// <summary>The full path of a header: a file as it is named, else in the folders, else in the usual ones; null if it is nowhere.</summary>
    public static string? Find(string name, IEnumerable<string> folders) =>
        new[] { "." }.Concat(folders).Concat(s_usualFolders).Select(folder => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>The headers of a library that stand in their usual places.</summary>
    /// <param name="library">Its file: <c>/usr/lib/x86_64-linux-gnu/libz.so.1.2.13</c>.</param>
    public static IReadOnlyList<string> Usual(string library, IEnumerable<string> folders)
    {
        string[] places = [.. folders, .. s_usualFolders];
        return [.. NamesFor(library).Select(name => places.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)).OfType<string>().Select(Path.GetFullPath)];
    }

    /// <summary>What the headers of a library are called.</summary>
    public static IReadOnlyList<string> NamesFor(string library)
    {
        string stem = Path.GetFileName(library);
        int end = stem.IndexOf(".so", StringComparison.Ordinal);
        stem = end < 0 ? stem : stem[..end];
        stem = stem.StartsWith("lib", StringComparison.Ordinal) ? stem[3..] : stem;
        return s_headers.TryGetValue(stem, out string[]? names) ? names : [$"{stem}.h", $"{stem}/{stem}.h"];
    }
}
