namespace FfiIsolation.Images;

/// <summary>What the worker reads behind the returned pointer. The value is the size of a unit in bytes.</summary>
internal enum FetchKind : ushort
{
    Nothing = 0,
    Text8 = 1,
    Text16 = 2,
    Text32 = 4,
}
