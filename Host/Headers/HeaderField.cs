namespace FfiIsolation.Headers;

/// <summary>Where clang places a member.</summary>
/// <param name="Name">Its name; empty for a struct or union without one, whose members count as the outer one's.</param>
/// <param name="Position">Bits from the start of the struct.</param>
/// <param name="Width">Bits; 0 for an array without a length.</param>
/// <param name="Inner">The layout of what has no name of its own and is defined in its place; null for other types, whose definitions stand elsewhere.</param>
internal sealed record HeaderField(string Name, long Position, long Width, HeaderLayout? Inner);
