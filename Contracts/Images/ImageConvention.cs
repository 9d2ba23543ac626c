namespace FfiIsolation.Images;

/// <summary>The calling convention of an image, or of a callback.</summary>
internal enum ImageConvention : ushort
{
    SystemVX64 = 0,
    MicrosoftX64 = 1,
}
