namespace FfiIsolation.Callbacks;

/// <summary>Runs a delegate: takes its arguments out of the record and writes its result into the answer, which is zero before.</summary>
internal delegate void CallbackBody(in CallbackArguments arguments, CallbackResultPlace place, Span<byte> answer);
