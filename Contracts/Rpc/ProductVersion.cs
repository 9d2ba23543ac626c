using System.Reflection;

namespace FfiIsolation.Rpc;

internal static class ProductVersion
{
    /// <summary>The version of this build, as host and worker tell each other and <c>ffi --version</c> prints it.</summary>
    public static string Value { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
