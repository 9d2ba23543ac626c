namespace FfiIsolation.Generator.Writing;

/// <summary>One file of generated source. Two are equal when their texts are, so that an edit elsewhere in a project generates nothing anew.</summary>
internal sealed record GeneratedFile(string Name, string Source);
