/** What the load monitor is told by other parts; each is read twice a second and has to answer at once. */
export interface LoadSources {
	/** Bytes that wait in this process to be written to sockets. */
	bufferedBytes(): number;
	/** Age of the oldest sample that the database has not taken yet, in ms; 0 when nothing waits. */
	writeBacklogMs(): number;
}
