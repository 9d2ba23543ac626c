namespace FfiIsolation.Abi;

/// <summary>In memory, in the argument area of the stack.</summary>
/// <param name="Word">The first word, counted from the lowest address, which is the stack pointer just before the call instruction.</param>
/// <param name="WordCount">How many words of 8 bytes.</param>
internal sealed record StackPlace(int Word, int WordCount) : ArgumentPlace;
