namespace FfiIsolation.Libraries;

/// <summary>Bytes of something that claims to be an ELF file. Whoever asks for bytes outside gets null, never an exception.</summary>
internal interface IElfBytes
{
    long Length { get; }

    byte[]? Read(ulong offset, ulong length);
}
