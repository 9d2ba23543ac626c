namespace FfiIsolation.Compare.Rows;

/// <summary>A row cannot be measured on this machine: it is left out, and the reason printed.</summary>
internal sealed class RowUnavailableException(string reason) : Exception(reason);
