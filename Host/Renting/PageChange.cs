namespace FfiIsolation.Renting;

/// <summary>What is to be done with pages in the worker.</summary>
internal readonly record struct PageChange(PageRange Pages, bool Closes);
